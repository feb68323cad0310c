using System.Globalization;
using System.Text.Json.Serialization;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Comparison;

/// <summary>Something that is not the same for all runs of a comparison.</summary>
/// <param name="What">Such as <c>processor</c>.</param>
/// <param name="Values">Each value with its runs, the one with the most runs first.</param>
internal sealed record UnequalTerm(string What, IReadOnlyList<UnequalValue> Values)
{
    /// <summary>What stands beside columns that then cannot be compared.</summary>
    public const string Mark = "†";

    private const string Version = "version of the program";
    private const int MostNames = 6;

    private static readonly (string What, Func<ComputedOn, string?> Of)[] _machine =
    [
        ("processor", static machine => machine.Processor),
        ("number of threads", static machine => machine.Threads?.ToString(CultureInfo.InvariantCulture)),
        ("arithmetic", static machine => machine.Arithmetic),
        ("version of oneDNN", static machine => machine.OneDnn),
        ("device", static machine => machine.Device),
    ];

    /// <summary>True where times depend on it.</summary>
    [JsonIgnore]
    public bool ChangesTimes => What != Version;

    /// <summary>In words, with the runs.</summary>
    [JsonIgnore]
    public string Words =>
        $"The runs were not all made with the same {What}: "
        + $"{string.Join("; ", Values.Select(static value => $"{value.Value} ({Named(value.Runs)})"))}.";

    /// <summary>All of some runs.</summary>
    /// <param name="runs">The name of each, where it computed, and the version of the program; what is not known of
    /// one is not compared.</param>
    public static IReadOnlyList<UnequalTerm> Of(
        IReadOnlyList<(string Name, IReadOnlyList<ComputedOn> Machines, string? Version)> runs
    ) =>
        [
            .. Term(Version, runs.Select(static run => (run.Name, run.Version))),
            .. _machine.SelectMany(fact =>
                Term(
                    fact.What,
                    runs.Select(run => (run.Name, InTurn(run.Machines.Select(fact.Of))))
                )
            ),
        ];

    /// <summary>What cannot be compared because of some of them; null where all can be.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="isTimed">True where networks were timed.</param>
    /// <param name="budget">What every run could spend.</param>
    public static string? Consequence(IReadOnlyList<UnequalTerm> terms, bool isTimed, ComparisonBudget? budget)
    {
        string[] what = [.. terms.Where(static term => term.ChangesTimes).Select(static term => term.What)];
        if (what.Length == 0)
        {
            return null;
        }

        var unfair =
            budget is { Kind: ComparisonBudget.CpuSeconds }
                ? " Nor can scores, since a second of the budget was not worth the same for all."
                : "";
        return $"{Mark} Between runs with another {string.Join(" or ", what)} times cannot be compared (CPU s"
            + $"{(isTimed ? ", r_t" : "")}), and no number to its last bit.{unfair}";
    }

    private static IEnumerable<UnequalTerm> Term(string what, IEnumerable<(string Name, string? Value)> runs)
    {
        UnequalValue[] values =
        [
            .. runs.Where(static run => run.Value is not null)
                .GroupBy(static run => run.Value!, static run => run.Name)
                .Select(static group => new UnequalValue(group.Key, [.. group]))
                .OrderByDescending(static value => value.Runs.Count),
        ];
        return values.Length > 1 ? [new UnequalTerm(what, values)] : [];
    }

    // A run that was continued elsewhere has two.
    private static string? InTurn(IEnumerable<string?> values) =>
        string.Join(" then ", values.OfType<string>().Where(static value => value.Length > 0).Distinct())
            is { Length: > 0 } text
            ? text
            : null;

    private static string Named(IReadOnlyList<string> runs) =>
        string.Join(", ", runs.Take(MostNames))
        + (runs.Count > MostNames ? $" and {runs.Count - MostNames} more" : "");
}

/// <summary>A value and the runs that have it.</summary>
internal sealed record UnequalValue(string Value, IReadOnlyList<string> Runs);
