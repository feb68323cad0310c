using System.Numerics;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Searching;

/// <summary>What the runs of a sweep try, by its search.</summary>
internal static class TrialProposal
{
    /// <summary>How many runs a sweep has.</summary>
    public static BigInteger Count(SweepOptions options, SearchSpace space) =>
        options.Search == SearchKind.Grid ? space.GridCount
        : space.IsFinite ? BigInteger.Min(options.Runs, space.WithoutSteps.GridCount)
        : options.Runs;

    /// <summary>The values of a trial: a pure function of its arguments, so that a resumed sweep tries the
    /// same.</summary>
    /// <param name="options">The sweep.</param>
    /// <param name="space">Its space.</param>
    /// <param name="history">The other trials; a grid does not look at them.</param>
    /// <param name="number">Of the trial, from 0.</param>
    /// <returns>The values; null where the sweep has no such run.</returns>
    public static IReadOnlyList<string>? Of(
        SweepOptions options,
        SearchSpace space,
        IReadOnlyCollection<SearchTrial> history,
        int number
    ) =>
        number >= Count(options, space)
            ? null
            : options.Search switch
            {
                SearchKind.Grid => space.GridValues(number),
                SearchKind.Random => RandomSearch.Propose(space, history, options.Seed, number),
                _ => TpeSearch.Propose(space, history, options.Tpe, options.Seed, number),
            };
}
