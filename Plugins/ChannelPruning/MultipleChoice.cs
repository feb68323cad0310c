using GsFramework.Graph;
using GsFramework.Parts;

namespace GsFramework.ChannelPruning;

/// <summary>
/// What multiples of channels are worth: for each the time that pruned generators are predicted to take which have
/// just reached the target. Where time is the target itself, it is how many times fewer multiply-accumulates they keep.
/// The channels that go are random ones, with shares of their own for each layer as training finds them; a generator
/// that reaches more than was asked for is counted as the slower by as much.
/// </summary>
internal static class MultipleChoice
{
    /// <summary>What is counted where time is no target.</summary>
    public const string Time = "ms";

    /// <summary>What is counted where it is.</summary>
    public const string Macs = "times fewer multiply-accumulates";

    private const int Draws = 5;

    // Layers of a trained generator lose shares that differ about as much.
    private const double Spread = 0.5;

    private static readonly int[] _multiples = [1, 4, 8, 16];

    /// <summary>The costs of the multiples with which the target can be reached, the finest first.</summary>
    /// <param name="channels">All channels.</param>
    /// <param name="selection">Makes the choices of channels for a multiple, by the target's cost.</param>
    /// <param name="cost">The target's cost; null for multiply-accumulates.</param>
    /// <param name="goal">The target.</param>
    /// <param name="times">What layers take.</param>
    public static IReadOnlyList<KeyValuePair<int, double>> Costs(
        PrunableChannels channels,
        Func<int, INetworkCost?, ChannelSelection> selection,
        INetworkCost? cost,
        PruningGoal goal,
        INetworkCost times
    )
    {
        var result = new List<KeyValuePair<int, double>>();
        foreach (var multiple in _multiples)
        {
            var (bound, timed) = (selection(multiple, cost), selection(multiple, times));
            var target = goal.Ratio(bound);
            var drawn = Enumerable
                .Range(0, Draws)
                .Select(seed => Drawn(channels, bound, target, seed))
                .OfType<float[]>()
                .Select(scales =>
                    (goal.Unit == CostUnit.Milliseconds ? bound.MacRatio(scales) : timed.Cost(scales))
                    * (bound.Ratio(scales) / target)
                )
                .ToArray();
            if (drawn.Length > 0)
            {
                result.Add(new(multiple, drawn.Average()));
            }
        }

        // What is out of reach is refused later, with what is not.
        return result.Count > 0 ? result : [new(1, 0)];
    }

    private static float[]? Drawn(PrunableChannels channels, ChannelSelection selection, double target, int seed)
    {
        var random = new Random(seed);
        var scales = new float[channels.Count];
        Array.Fill(scales, 1f);
        var keys = new double[channels.Count];
        foreach (var norm in channels.Norms)
        {
            var weight = Math.Exp(Spread * ((2 * random.NextDouble()) - 1));
            for (var channel = 0; channel < norm.Length; channel++)
            {
                keys[norm.Start + channel] = weight * random.NextDouble();
            }
        }

        int[] order = [.. Enumerable.Range(0, channels.Count).OrderBy(channel => keys[channel])];
        return selection.Needed(scales, order, target) is { } needed
            ? selection.Silence(scales, order.AsSpan(0, needed))
            : null;
    }
}
