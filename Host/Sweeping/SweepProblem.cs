using System.Numerics;
using GsFramework.Core.Configuration;
using GsFramework.Host.Searching;

namespace GsFramework.Host.Sweeping;

/// <summary>What a sweep searches, for what, and how far trials are taken before they are compared.</summary>
internal sealed class SweepProblem
{
    private const int MostRuns = 100_000;

    // With these, runs would reach a rung with another share of their updates behind them.
    private static readonly string[] _lengths =
    [
        "training.budget",
        "training.slim.steps",
        "training.fineTune.steps",
    ];

    private SweepProblem(SweepOptions options, int count, int updates)
    {
        (Options, Count, Updates) = (options, count, updates);
        Space = SearchSpace.Of(options);
        Goals = SearchGoal.Of(options, GoalValues.IsLowerBetter);
        Rungs = options.Halving is { } halving ? SuccessiveHalving.Rungs(halving, updates) : [updates];
    }

    /// <summary>The section of the configuration.</summary>
    public SweepOptions Options { get; }

    /// <summary>The keys and what they may be.</summary>
    public SearchSpace Space { get; }

    /// <summary>What is to be good.</summary>
    public IReadOnlyList<SearchGoal> Goals { get; }

    /// <summary>How many trials there are.</summary>
    public int Count { get; }

    /// <summary>The generator's updates of a whole run.</summary>
    public int Updates { get; }

    /// <summary>The updates after which trials are compared; the last is the end of a run.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>The sweep of a configuration.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="most">Trials at most; null for those of the configuration.</param>
    /// <exception cref="UserException">There is nothing to search, or trials could not be compared.</exception>
    public static SweepProblem Of(RunOptions options, int? most = null)
    {
        var sweep = options.Sweep;
        var space = SearchSpace.Of(sweep);
        var count = TrialProposal.Count(sweep, space);
        var faults = Faults(options, count).ToArray();
        if (faults.Length > 0)
        {
            throw new UserException(string.Join('\n', faults));
        }

        var training = options.Training;
        return new SweepProblem(
            sweep,
            Math.Min((int)count, most ?? int.MaxValue),
            training.Budget?.Updates ?? (training.Slim.Steps + training.FineTune.Steps)
        );
    }

    /// <summary>True where the way to a rung is a whole run.</summary>
    public bool IsLast(int rung) => rung == Rungs.Count - 1;

    /// <summary>The goals that are known at a rung.</summary>
    public IReadOnlyList<SearchGoal> GoalsAt(int rung) =>
        IsLast(rung) ? Goals : [.. Goals.Where(static goal => GoalValues.IsKnownEarly(goal.Name))];

    /// <summary>What a trial costs at the end of a way; null where that is not known.</summary>
    public IReadOnlyList<double>? Costs(TrialWay way) =>
        way.Goals is { } values
            ? [.. GoalsAt(way.Rung).Select(goal => goal.Cost(values.Single(value => value.Goal == goal.Name).Value))]
            : null;

    /// <summary>The trials as their search sees them.</summary>
    public IReadOnlyList<SearchTrial> History(IEnumerable<SweptTrial> trials) =>
        [
            .. trials.Select(trial =>
            {
                var known = trial.Ways.LastOrDefault(static way => way.Goals is not null);
                return new SearchTrial(trial.Number, trial.Values)
                {
                    // One that failed later on is no good one.
                    Costs = known is null || trial.Last.Failure is not null ? null : Costs(known),
                    Rung = known?.Rung ?? 0,
                };
            }),
        ];

    /// <summary>The trial that is to continue; null where none is.</summary>
    public Promotion? Promoted(IReadOnlyList<SweptTrial> trials) =>
        Options.Halving is { } halving
            ? SuccessiveHalving.Next(Entries(trials), Rungs.Count, halving.Reduction)
            : null;

    /// <summary>The same when there are no new trials and nothing is at work: one is to have come to its end.</summary>
    public Promotion? Closing(IReadOnlyList<SweptTrial> trials) =>
        Options.Halving is null ? null : SuccessiveHalving.Closing(Entries(trials), Rungs.Count);

    private IReadOnlyList<RungEntry> Entries(IEnumerable<SweptTrial> trials) =>
        [
            .. trials.SelectMany(trial =>
                trial.Ways.Select(way => new RungEntry(trial.Number, way.Rung, Costs(way)))
            ),
        ];

    private static IEnumerable<string> Faults(RunOptions options, BigInteger count)
    {
        var sweep = options.Sweep;
        if (count > MostRuns)
        {
            yield return $"The grid of sweep.keys has {count} combinations, more than {MostRuns}. Give fewer values, "
                + "or let sweep.search be 'random' or 'tpe' with a number of runs.";
        }

        foreach (var fault in sweep.Goals.Select(goal => GoalValues.Fault(goal, options.Evaluation)).OfType<string>())
        {
            yield return $"sweep.goals: {fault}";
        }

        if (sweep.Halving is null)
        {
            yield break;
        }

        if (options.Training.Budget is null && options.Method is null)
        {
            yield return "sweep.halving compares runs after a number of updates, and slimming may end early. Give "
                + "training.budget.updates, so that all runs have as many.";
        }

        if (options.Training.Budget?.CpuSeconds is not null)
        {
            yield return "sweep.halving compares runs after a number of updates, but training.budget is in processor "
                + "time. Give training.budget.updates, or do without halving.";
        }

        var halving = sweep.Halving;
        if (
            options.Training.Budget?.Updates is { } updates
            && (halving.Rungs is { } rungs ? rungs[^1] : halving.Minimum!.Value) is var last
            && last >= updates
        )
        {
            yield return $"sweep.halving: {last} is not below the {updates} updates of a run, after which nothing can "
                + "be stopped any more.";
        }

        if (options.Method is not null)
        {
            yield return $"sweep.halving compares runs after a number of updates, which the method "
                + $"'{options.Method.Kind}' does not count. Do without halving.";
        }

        foreach (var key in sweep.Keys.Keys.Where(IsLength))
        {
            yield return $"sweep.keys: with halving, '{key}' cannot vary: runs of different length would be compared "
                + "after the same number of updates. Leave out the key or 'halving'.";
        }

        if (!sweep.Goals.Any(GoalValues.IsKnownEarly))
        {
            yield return "sweep.goals: with halving, one goal at least must be known before the end of a run: a score, "
                + "or one of macs and parameters.";
        }
    }

    private static bool IsLength(string key)
    {
        var path = key.Replace(':', '.');
        return _lengths.Any(length =>
            path.Equals(length, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(length + ".", StringComparison.OrdinalIgnoreCase)
            || length.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase)
        );
    }
}
