using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Processes;
using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>What a table of layers predicts for a network that it was not made from, and what that network
/// took.</summary>
/// <param name="MacRatio">How many times fewer multiply-accumulates it has than the dense one.</param>
/// <param name="Multiple">What its channels were rounded up to a multiple of.</param>
/// <param name="PredictedMs">What the table says.</param>
/// <param name="MedianMs">What was measured: the median.</param>
internal sealed record LayerCheck(double MacRatio, int Multiple, double PredictedMs, double MedianMs)
{
    private const int Seed = 100;

    // A ratio that a network cannot reach becomes a smaller one.
    private const double Smaller = 0.85;

    private static readonly (double Ratio, int Multiple)[] _networks =
    [
        (4, 1),
        (4, 8),
        (2, 1),
        (8, 1),
        (1.5, 1),
        (6, 4),
        (3, 1),
        (3, 16),
    ];

    /// <summary>How much longer it takes than predicted, as a share.</summary>
    public double Unforeseen => (MedianMs / PredictedMs) - 1;

    /// <summary>Times networks that were pruned at random.</summary>
    /// <param name="times">The table.</param>
    /// <param name="graph">The dense network.</param>
    /// <param name="count">How many networks.</param>
    /// <param name="shape">What their files take and give.</param>
    /// <param name="settings">How they are timed.</param>
    /// <param name="clock">Takes the times.</param>
    /// <param name="report">Told how much is done, and of how much.</param>
    /// <param name="cancellation">Ends it between two networks.</param>
    public static IReadOnlyList<LayerCheck> Of(
        LayerTimes times,
        NetworkGraph graph,
        int count,
        OnnxShape shape,
        BenchmarkSettings settings,
        TimeProvider clock,
        Action<int, int>? report,
        CancellationToken cancellation
    )
    {
        if (count == 0 || ChannelMap.Of(graph).PrunableNorms.Count == 0)
        {
            return [];
        }

        var macs = GraphCost.Of(graph, settings.Size).Macs;
        var pruned = Enumerable.Range(0, count).Select(number => Pruned(graph, number, settings.Size)).ToArray();
        var folder = TemporaryFolder.Create("gs-layers-");
        try
        {
            string[] files =
            [
                .. pruned.Select((network, number) =>
                {
                    var path = Path.Combine(folder.FullName, $"{number}.onnx");
                    File.WriteAllBytes(path, OnnxFileBytes.Written(network.Graph, times.Format, shape));
                    return path;
                }),
            ];
            using var images = Benchmark.Images(settings with { Batch = 1 }, graph.InputChannels);
            var measured = files.Select(static _ => new List<double>()).ToArray();
            var runs = new SingleRuns(settings, clock) { Cancellation = cancellation };
            var done = 0;
            runs.ForAll(files.Length, number =>
            {
                measured[number].AddRange(runs.Time(files[number], images, settings.Runs));
                report?.Invoke(++done, files.Length * SingleRuns.Passes);
            });
            return
            [
                .. pruned.Zip(
                    measured,
                    (network, ms) =>
                        new LayerCheck(
                            (double)macs / GraphCost.Of(network.Graph, settings.Size).Macs,
                            network.Multiple,
                            times.Of(network.Graph),
                            Latency.Of(ms).Median
                        )
                ),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (NetworkGraph Graph, int Multiple) Pruned(NetworkGraph graph, int number, ImageSize size)
    {
        var (ratio, multiple) = _networks[number % _networks.Length];
        while (true)
        {
            using var weights = GraphWeights.Initialize(graph, Seed);
            try
            {
                var pruned = RandomPruning.Prune(graph, weights, ratio, multiple, size, Seed + number);
                pruned.Weights.Dispose();
                return (pruned.Graph, multiple);
            }
            catch (UserException) when (ratio > 1)
            {
                ratio = Math.Max(1, Smaller * ratio);
            }
        }
    }
}

/// <summary>A table of layers with what it predicts for other networks: what <c>gs benchmark --layers</c>
/// leaves.</summary>
/// <param name="Model">The model, as it was given.</param>
/// <param name="Times">The table.</param>
/// <param name="Checks">Other networks.</param>
internal sealed record LayerBenchmark(string Model, LayerTimes Times, IReadOnlyList<LayerCheck> Checks);
