using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>
/// Makes a table of layers from what networks took, the dense one first. Layers of equal shape share their samples.
/// What measuring adds to each operator is the difference between the sum over a network's operators and the network's
/// own time; the sums over layers are then brought to these times by one factor and a base.
/// </summary>
internal static class LayerTimesFit
{
    /// <summary>The table.</summary>
    /// <param name="trials">What networks took, the dense one first.</param>
    /// <param name="format">In which format.</param>
    /// <param name="size">The size of the image.</param>
    /// <param name="threads">Threads of one operation.</param>
    public static LayerTimes Of(IReadOnlyList<TrialTimes> trials, string format, ImageSize size, int threads)
    {
        var added = Math.Max(
            0,
            Latency.Of([
                .. trials.Select(static trial => (trial.OperatorsMs - trial.WholeMs) / Math.Max(1, trial.Operators)),
            ]).Median
        );
        var dense = trials[0].Graph;
        var (shapes, layers) = Shapes(dense, size);
        var samples = shapes.Select(static _ => new List<LayerSample>()).ToArray();
        foreach (var trial in trials)
        {
            var channels = trial.Graph.Shapes(size);
            foreach (var node in trial.Graph.Nodes.Where(node => layers.ContainsKey(node.Name)))
            {
                var operators = trial.Layers.GetValueOrDefault(node.Name, []);
                samples[layers[node.Name]]
                    .Add(
                        new LayerSample(
                            node.Inputs.Sum(name => channels[name].Channels),
                            channels[node.Name].Channels,
                            operators.Sum(ms => Math.Max(0, ms - added))
                        )
                    );
            }
        }

        var table = new LayerTimes(
            format,
            size.Height,
            size.Width,
            threads,
            0,
            [.. shapes.Zip(samples, static (shape, own) => shape.Fit(own))],
            layers
        );
        return Calibrated(table, trials);
    }

    private static LayerTimes Calibrated(LayerTimes table, IReadOnlyList<TrialTimes> trials)
    {
        var (factors, _) = LeastSquares.NotNegative(
            [.. trials.Select(trial => new[] { 1, table.Of(trial.Graph) })],
            [.. trials.Select(static trial => trial.WholeMs)],
            [.. trials.Select(static trial => 1 / trial.WholeMs)]
        );
        var result = table with
        {
            Base = factors[0],
            Shapes = [.. table.Shapes.Select(shape => shape.Times(factors[1]))],
            Networks = trials.Count,
        };
        double[] off = [.. trials.Select(trial => Math.Abs((result.Of(trial.Graph) / trial.WholeMs) - 1))];
        return result with
        {
            MeanOff = off.Average(),
            LargestOff = off.Max(),
        };
    }

    private static (IReadOnlyList<LayerTime> Shapes, IReadOnlyDictionary<string, int> Layers) Shapes(
        NetworkGraph dense,
        ImageSize size
    )
    {
        var channels = dense.Shapes(size);
        var alike = dense
            .Nodes.GroupBy(node =>
                $"{node.Layer} {string.Join(' ', node.Inputs.Select(name => channels[name]))} {channels[node.Name]}"
            )
            .ToArray();
        return (
            [
                .. alike.Select(group =>
                    channels[group.First().Name] is var shape
                        ? new LayerTime(
                            group.First().Layer.Kind,
                            group.First().Inputs.Sum(name => channels[name].Channels),
                            shape.Channels,
                            shape.Height,
                            shape.Width
                        )
                        {
                            Count = group.Count(),
                            Aligned = new LayerCurve(0, 0, 0, 0),
                            Odd = new LayerCurve(0, 0, 0, 0),
                        }
                        : null!
                ),
            ],
            alike
                .SelectMany(static (group, index) => group.Select(node => (node.Name, Index: index)))
                .ToDictionary(static pair => pair.Name, static pair => pair.Index)
        );
    }
}
