using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Core.Text;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>The values of <c>sweep.search</c>.</summary>
internal enum SearchKind
{
    Grid,
    Random,
    Tpe,
}

/// <summary>The values of <c>sweep.directions</c>.</summary>
internal enum GoalDirection
{
    Minimize,
    Maximize,
}

/// <summary>The <c>sweep</c> section: what is searched, by what, and for which goals.</summary>
internal sealed record SweepOptions : IValidatesOptions
{
    // With these a run would be judged by something else than the others are, or sweep itself.
    private static readonly string[] _fixed =
    [
        "name",
        "threads",
        "evaluation",
        "comparison",
        "sweep",
        "launcher",
        "plugins",
    ];

    [Description(
        "The keys of the configuration that vary, as --set takes them, each with a list of values or a range: "
            + "\"objective.terms.distillation.weight\": { \"values\": [5, 10, 20] }."
    )]
    public IReadOnlyDictionary<string, SweptKeyOptions> Keys { get; init; } = new Dictionary<string, SweptKeyOptions>();

    [Description(
        "grid runs every combination, random draws them, and tpe draws more of what did well (Bergstra et al. 2011)."
    )]
    public SearchKind Search { get; init; } = SearchKind.Grid;

    [Description("Runs of random and tpe; fewer where there are no further combinations.")]
    [Range(1, 1000000)]
    public int Runs { get; init; } = 20;

    [Description("Seed of random and tpe. The seed of the runs is that of the configuration.")]
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    [Description(
        "The scores and costs that are to be good, by their names in result.json. Several make a Pareto front."
    )]
    public IReadOnlyList<string> Goals { get; init; } = ["l1-teacher"];

    [Description("Which way a goal is good, for scores that the program does not know.")]
    public IReadOnlyDictionary<string, GoalDirection> Directions { get; init; } =
        new Dictionary<string, GoalDirection>();

    [Description("Stops poor runs at checkpoints (ASHA, Li et al. 2020); absent to finish all.")]
    public HalvingOptions? Halving { get; init; }

    [Description("The search by tree-structured Parzen estimators.")]
    public TpeOptions Tpe { get; init; } = new();

    public IEnumerable<(string Property, string Message)> Faults()
    {
        foreach (var (key, swept) in Keys)
        {
            if (_fixed.FirstOrDefault(root => IsBelow(key, root)) is { } root)
            {
                yield return (
                    nameof(Keys),
                    $"{key}: '{root}' is the same for all runs of a sweep. Set it in the configuration."
                );
            }

            if (Keys.Keys.FirstOrDefault(above => above != key && IsBelow(key, above)) is { } other)
            {
                yield return (nameof(Keys), $"{key} stands below {other}, which varies too. Keep one of them.");
            }

            if (Search == SearchKind.Grid && swept is { IsRange: true, Integer: false, Steps: null })
            {
                yield return (nameof(Keys), $"{key}: a grid needs the number of 'steps' from 'from' to 'to'.");
            }
        }

        if (Goals.Count == 0)
        {
            yield return (nameof(Goals), "name one score or cost at least.");
        }

        if (Goals.GroupBy(static goal => goal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            yield return (nameof(Goals), $"{twice.Key} is there twice.");
        }

        foreach (var goal in Directions.Keys.Where(goal => !Goals.Contains(goal)))
        {
            yield return (nameof(Directions), $"'{goal}' is no goal{NearestName.Advice(goal, [.. Goals])}.");
        }
    }

    private static bool IsBelow(string key, string root)
    {
        var (path, above) = (key.Replace(':', '.'), root.Replace(':', '.'));
        return path.Equals(above, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(above + ".", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Successive halving.</summary>
internal sealed record HalvingOptions : IValidatesOptions
{
    [Description("How many runs there are at a rung for each that continues beyond it, η.")]
    [Range(2, 1000)]
    public int Reduction { get; init; } = 3;

    [Description("Updates of the generator after which runs are compared.")]
    [Range(1, 100000000)]
    public IReadOnlyList<int>? Rungs { get; init; }

    [Description(
        "Updates up to the first rung, instead of 'rungs'; each further one has 'reduction' times as many, below the "
            + "updates of a whole run."
    )]
    [Range(1, 100000000)]
    public int? Minimum { get; init; }

    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Rungs is null == Minimum is null)
        {
            yield return (
                nameof(Rungs),
                $"set exactly one of rungs and minimum; {(Rungs is null ? "neither is set" : "both are set")}."
            );
        }

        if (Rungs is { Count: 0 })
        {
            yield return (nameof(Rungs), "give one rung at least.");
        }

        foreach (var (low, high) in Rungs?.Zip(Rungs.Skip(1)).Where(static pair => pair.First >= pair.Second) ?? [])
        {
            yield return (nameof(Rungs), $"must rise, but {high} comes after {low}.");
        }
    }
}

/// <summary>The search by tree-structured Parzen estimators.</summary>
internal sealed record TpeOptions
{
    [Description("Runs with scores before the search begins to learn; earlier ones are drawn at random.")]
    [Range(1, 100000)]
    public int Startup { get; init; } = 10;

    [Description("Values that are drawn for each key of a run, of which the most promising is taken.")]
    [Range(1, 100000)]
    public int Candidates { get; init; } = 24;

    [Description("The share of the runs that count as good, γ.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Gamma { get; init; } = 0.15;
}
