using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>
/// Measures what the layers of a network take, inside whole networks: <see cref="TrialPrunings"/> are written as ONNX
/// files, and ONNX Runtime says what each operator took.
/// </summary>
/// <param name="settings">The size of the image, and threads.</param>
/// <param name="clock">Takes the times.</param>
internal sealed class LayerMeasuring(BenchmarkSettings settings, TimeProvider clock)
{
    /// <summary>How many networks are run.</summary>
    public const int Networks = 20;

    private const int Runs = 4;
    private const int Seed = 1;

    /// <summary>Told how much is done, and of how much.</summary>
    public Action<int, int>? Report { get; init; }

    /// <summary>Ends it between two networks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The table of a network.</summary>
    /// <param name="graph">The network with all its channels.</param>
    /// <param name="format">A name of an ONNX format.</param>
    /// <param name="shape">What the files take and give.</param>
    /// <exception cref="GraphException">A layer cannot be written.</exception>
    public LayerTimes Measure(NetworkGraph graph, string format, OnnxShape shape)
    {
        var count = ChannelMap.Of(graph).PrunableNorms.Count > 0 ? Networks : 1;
        NetworkGraph[] graphs = [.. TrialPrunings.Of(graph, count, Seed)];
        var (done, all) = (0, graphs.Length * (1 + SingleRuns.Passes));
        var folder = TemporaryFolder.Create("gs-layers-");
        try
        {
            var files = new List<string>();
            foreach (var (number, network) in graphs.Index())
            {
                Cancellation.ThrowIfCancellationRequested();
                var path = Path.Combine(folder.FullName, $"{number}.onnx");
                File.WriteAllBytes(path, OnnxFileBytes.Written(network, format, shape));
                files.Add(path);
                Report?.Invoke(++done, all);
            }

            var trials = graphs.Select(static _ => new Trial()).ToArray();
            using var images = Benchmark.Images(settings with { Batch = 1 }, graph.InputChannels);
            var runs = new SingleRuns(settings, clock) { Cancellation = Cancellation };
            runs.ForAll(graphs.Length, number =>
            {
                trials[number].Profiles.AddRange(runs.Profile(files[number], images, Runs));
                trials[number].WholeMs.AddRange(runs.Time(files[number], images, Runs));
                Report?.Invoke(++done, all);
            });
            var layers = new OperatorLayers(graph);
            return LayerTimesFit.Of(
                [.. graphs.Zip(trials, (network, trial) => trial.Times(network, layers))],
                format,
                settings.Size,
                settings.UsedThreads
            ) with
            {
                Processor = Processor.Name,
                OnnxRuntime = OrtEnv.Instance().GetVersionString(),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Trial
    {
        public List<IReadOnlyList<TimedOperator>> Profiles { get; } = [];

        public List<double> WholeMs { get; } = [];

        public TrialTimes Times(NetworkGraph graph, OperatorLayers layers)
        {
            var first = Profiles[0];
            var medians = Enumerable
                .Range(0, first.Count)
                .Select(index => Latency.Of([.. Profiles.Select(run => run[index].Ms)]).Median);
            return new TrialTimes(
                graph,
                layers
                    .Of(first)
                    .Zip(medians)
                    .GroupBy(static pair => pair.First)
                    .ToDictionary(
                        static group => group.Key,
                        static group => (IReadOnlyList<double>)[.. group.Select(static pair => pair.Second)]
                    ),
                Latency.Of(WholeMs).Median
            );
        }
    }
}
