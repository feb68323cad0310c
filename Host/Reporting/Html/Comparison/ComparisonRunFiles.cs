using System.Text.Json.Nodes;
using GsFramework.Host.Comparison;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Reporting.Html.Pictures;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>A run of a comparison, with the files that are still there.</summary>
/// <param name="Result">Its numbers.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Series">The number of the method, by which it has its colour.</param>
/// <param name="Metrics">The values of its training.</param>
/// <param name="Pictures">Its pictures.</param>
/// <param name="Distance">Its distance to the teacher in training; null where no term has one, or that is not
/// known.</param>
internal sealed record ComparedRun(
    ComparedResult Result,
    string Method,
    int Series,
    IReadOnlyList<MetricsPhase> Metrics,
    IReadOnlyList<PictureRow> Pictures,
    TermDistance? Distance
);

/// <summary>A term of the objective that measures a distance.</summary>
/// <param name="Term">Its name, which is a column of <c>metrics.csv</c>.</param>
/// <param name="Kind">The distance, such as <c>l1</c>.</param>
internal sealed record TermDistance(string Term, string Kind);

/// <summary>Methods at one ratio of MACs.</summary>
/// <param name="Ratio">How many times fewer were asked for, or null for methods that have no such target.</param>
/// <param name="Rows">The methods over their seeds.</param>
/// <param name="Runs">A run of each, of the first seed.</param>
internal sealed record RatioGroup(double? Ratio, IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>The heading of runs without a target.</summary>
    public string Untargeted { get; init; } = "No target of MACs";

    /// <summary>A heading.</summary>
    public string Title => Ratio is null ? Untargeted : $"{Numbers.Plain(Ratio.Value)}× fewer MACs";

    /// <summary>A part of an anchor.</summary>
    public string Id => Ratio is null ? "free" : $"at-{Numbers.Plain(Ratio.Value).Replace('.', '-')}";
}

/// <summary>The files of a comparison that its page is made of.</summary>
internal sealed class ComparisonRunFiles
{
    private readonly List<string> _methods;
    private readonly string _root;

    private ComparisonRunFiles(ComparisonResult record, string root, string? untargeted = null)
    {
        (Record, _root, IsPlanned) = (record, root, untargeted is null);
        _methods =
        [
            .. record
                .Methods.Select(static method => method.Name)
                .Concat(record.Summary.Select(static row => row.MethodName))
                .Concat(record.Runs.Select(static run => run.ComparedMethod))
                .Distinct(),
        ];
        Known =
        [
            .. record.Summary.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct(),
        ];
        Unknown = Known.Count == 0 ? [] : [.. record.PrimaryMetrics.Except(Known)];
        Metrics = record.PrimaryMetrics.Count > Unknown.Count ? [.. record.PrimaryMetrics.Except(Unknown)] : Known;
        Tabled =
        [
            .. Metrics
                .Append(
                    ReferenceScore.Of(
                        record
                            .Summary.SelectMany(static row => row.Scores)
                            .Select(static score => (score.Metric, score.LowerIsBetter, score.Dense))
                    )
                )
                .OfType<string>()
                .Distinct(),
        ];
        Groups =
        [
            .. record
                .Summary.Select(static row => row.Ratio)
                .Concat(record.Runs.Select(static run => run.Ratio))
                .Distinct()
                .OrderBy(static ratio => ratio ?? double.MaxValue)
                .Select(ratio => new RatioGroup(
                    ratio,
                    [.. record.Summary.Where(row => row.Ratio == ratio)],
                    [
                        .. record
                            .Runs.Where(run => run.Ratio == ratio)
                            .GroupBy(static run => run.ComparedMethod)
                            .Select(static runs => runs.MinBy(static run => run.Seed)!)
                            .OrderBy(run => Series(run.ComparedMethod))
                            .Select(run => Open(run, root)),
                    ]
                ))
                .Select(group => untargeted is null ? group : group with { Untargeted = untargeted }),
        ];
        Configuration = record
            .Runs.Where(run => run.ComparedMethod == record.Reference)
            .Concat(record.Runs)
            .FirstOrDefault()
            ?.Directory
            is { } first
            ? ConfigurationText.Read(new RunDirectory(Path.Combine(root, first)))
            : null;
    }

    /// <summary>The content of <c>comparison.json</c>.</summary>
    public ComparisonResult Record { get; }

    /// <summary>True for the runs of a comparison, of which each method's first seed is shown; false for runs that were
    /// not made to be compared, each of which is shown.</summary>
    public bool IsPlanned { get; }

    /// <summary>The scores that methods have.</summary>
    public IReadOnlyList<string> Known { get; }

    /// <summary>Primary scores that no method has.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>The scores that are drawn and tested: the primary ones, or all where none of those is there.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>The same and, where it is not among them, the score in which the teacher too is compared with real
    /// images.</summary>
    public IReadOnlyList<string> Tabled { get; }

    /// <summary>The methods at every ratio, the smallest ratio first.</summary>
    public IReadOnlyList<RatioGroup> Groups { get; }

    /// <summary>The resolved configuration of the reference's first run; null where it is gone.</summary>
    public string? Configuration { get; }

    /// <summary>The number of a method.</summary>
    public int Series(string method) => _methods.IndexOf(method);

    /// <summary>A text without the comparison's own folder, which is no one else's business.</summary>
    public string WithoutRoot(string text) =>
        ForeignPath.InText(text.Replace(_root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    /// <summary>Reads <c>comparison.json</c> and what is there of the runs that it names.</summary>
    /// <exception cref="UserException">A file is damaged, or is none of a comparison.</exception>
    public static ComparisonRunFiles Read(string path) =>
        new(ComparisonResult.Read(path), Path.GetDirectoryName(path)!);

    /// <summary>Runs that were not made to be compared, as they come.</summary>
    /// <param name="runs">Their results, each with its directory and a name of its own.</param>
    public static ComparisonRunFiles Of(IReadOnlyList<ComparedResult> runs) =>
        new(
            new ComparisonResult
            {
                Name = string.Join(", ", runs.Select(static run => run.ComparedMethod)),
                Summary = [],
                Runs = runs,
            },
            root: "",
            untargeted: "All runs"
        );

    // The first term with an option 'distance' that names a part.
    private static TermDistance? DistanceOf(RunDirectory directory) =>
        !File.Exists(directory.ResolvedConfiguration)
            ? null
            : (
                from term in RecordedConfiguration.Read(directory).Objective?.Terms
                    ?? new Dictionary<string, JsonObject>()
                let kind = ((term.Value["distance"] as JsonObject)?["kind"] as JsonValue)?.ToString()
                where kind is not null
                select new TermDistance(term.Key, kind)
            ).FirstOrDefault();

    private ComparedRun Open(ComparedResult run, string root)
    {
        var directory = run.Directory is { } folder ? new RunDirectory(Path.Combine(root, folder)) : null;
        return new ComparedRun(
            run,
            run.ComparedMethod,
            Series(run.ComparedMethod),
            directory is null ? [] : MetricsTable.Read(MetricsLog.In(directory.Root)),
            directory is null ? [] : PictureRow.ReadAll(directory),
            directory is null ? null : DistanceOf(directory)
        );
    }
}
