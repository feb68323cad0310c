using System.Text.RegularExpressions;
using GsFramework.Core.Interchange;
using GsFramework.Host.Comparison;
using GsFramework.Host.Runs;
using GsFramework.Host.Verification;

namespace GsFramework.Campaign.Runs;

/// <summary>Compares what disturbed runs left with what an undisturbed one did.</summary>
internal static partial class Comparing
{
    /// <summary>The files of a run that differ: networks, pictures, metrics and exports by their bytes, scores and
    /// sizes by their values. Times are not compared.</summary>
    public static IReadOnlyList<string> Runs(string whole, string other)
    {
        var numbers = ResultComparison.Of(
            RunResult.Read(new RunDirectory(whole)),
            RunResult.Read(new RunDirectory(other))
        );
        return
        [
            .. FileComparison.OfNetworks(whole, other, isWhole: true).Differing,
            .. FileComparison.OfPictures(whole, other, isWhole: true).Differing,
            .. numbers.Differing.Select(static difference => $"result.json: {difference.Name}"),
            .. Exports(whole)
                .Prepend("metrics.csv")
                .Where(name => !AreSame(Path.Combine(whole, name), Path.Combine(other, name))),
        ];
    }

    /// <summary>The same of all runs of a comparison, and of its table.</summary>
    public static IReadOnlyList<string> Comparisons(string whole, string other)
    {
        var runs = Directory.EnumerateDirectories(Path.Combine(whole, "runs")).Select(Path.GetFileName);
        return
        [
            .. Table(whole) == Table(other) ? Array.Empty<string>() : [ComparisonResult.FileName],
            .. Rows(whole).SequenceEqual(Rows(other)) ? Array.Empty<string>() : [ComparisonFiles.Csv],
            .. runs.SelectMany(run =>
                Runs(Path.Combine(whole, "runs", run!), Path.Combine(other, "runs", run!))
                    .Select(name => $"runs/{run}/{name}")
            ),
        ];
    }

    /// <summary>The half-written files that were left.</summary>
    public static IReadOnlyList<string> Halves(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(static path => Half().IsMatch(Path.GetFileName(path)))
                .Select(path => Path.GetRelativePath(folder, path)),
        ];

    private static string Table(string folder)
    {
        var result = ComparisonResult.Read(Path.Combine(folder, ComparisonResult.FileName));
        return RecordJson.Text(result.Summary.Select(Untimed).ToArray());
    }

    private static IEnumerable<string> Rows(string folder)
    {
        string[][] rows =
        [
            .. File.ReadLines(Path.Combine(folder, ComparisonFiles.Csv)).Select(static line => line.Split(',')),
        ];
        return rows.Select(cells =>
            string.Join(
                ',',
                cells.Where((_, column) => !rows[0][column].EndsWith("CpuSeconds", StringComparison.Ordinal))
            )
        );
    }

    private static ComparisonRow Untimed(ComparisonRow row) =>
        row with
        {
            TrainingCpuSeconds = 0,
            Deployed = row.Deployed is { } cost ? cost with { TimesFaster = 1, TimesFasterStandardError = null } : null,
        };

    private static IEnumerable<string> Exports(string whole) =>
        Directory.Exists(Path.Combine(whole, "export"))
            ? Directory
                .EnumerateFiles(Path.Combine(whole, "export"))
                .Select(path => Path.Combine("export", Path.GetFileName(path)))
            : [];

    private static bool AreSame(string a, string b) =>
        File.Exists(a)
            ? File.Exists(b) && File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b))
            : !File.Exists(b);

    [GeneratedRegex("[.]tmp$|^[.].+[.][0-9a-f]{32}")]
    private static partial Regex Half();
}
