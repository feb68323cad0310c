using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Methods;
using Serilog.Core;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>What a method is given, in small: two generators and two discriminators, a few images, and a folder for its
/// state.</summary>
internal sealed class MethodRun : IDisposable, IProgress<MethodProgress>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gs-conformance-").FullName;
    private readonly ImageSize _size;
    private readonly GraphModule[] _networks;
    private CancellationTokenSource _interruption = new();
    private int? _interruptAt;

    public MethodRun(NetworkGraph teacher, ImageSize size)
    {
        _size = size;
        var judge = Samples.Discriminator(teacher.Shapes(size)[teacher.Output.Name]);
        _networks =
        [
            .. new[] { teacher, judge, teacher, judge }.Select(
                static (graph, i) =>
                {
                    using var weights = Samples.Weights(graph, seed: 1 + i);
                    var network = new GraphModule(graph, weights);
                    network.eval();
                    network.RequireGradients(false);
                    return network;
                }
            ),
        ];
    }

    public GraphModule Teacher => _networks[0];

    public List<MethodProgress> Reports { get; } = [];

    /// <summary>The tensors of all given networks.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Given =>
        _networks.SelectMany(
            static (network, i) =>
                network.Tensors.Select(entry =>
                    KeyValuePair.Create(
                        $"{(i % 2 == 0 ? "teacher" : "discriminator")} {1 + (i / 2)} {entry.Key}",
                        entry.Value
                    )
                )
        );

    public MethodContext Context() =>
        new()
        {
            Teacher = _networks[0],
            Discriminator = _networks[1],
            ReverseTeacher = _networks[2],
            ReverseDiscriminator = _networks[3],
            Images = new Noise(_networks[0].Graph.InputChannels, _size),
            ImageSize = _size,
            Device = CPU,
            Seed = 7,
            StateFolder = _folder,
            Log = Logger.None,
            Progress = this,
            Cancellation = _interruption.Token,
        };

    /// <summary>Interrupts after that many reports, or never.</summary>
    public void InterruptAt(int? reports)
    {
        _interruption.Dispose();
        _interruption = new CancellationTokenSource();
        _interruptAt = reports;
        Reports.Clear();
    }

    public void Report(MethodProgress value)
    {
        Reports.Add(value);
        if (Reports.Count == _interruptAt)
        {
            _interruption.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (var network in _networks)
        {
            network.Dispose();
        }

        _interruption.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Noise(int channels, ImageSize size) : IImageSource
    {
        public IImageDataset Open(Split split, Domain domain) =>
            new Set(channels, size, (100 * (int)split) + (10 * (int)domain));
    }

    private sealed class Set(int channels, ImageSize size, int seed) : IImageDataset
    {
        public int Count => 4;

        public string NameOf(int index) => $"{index}";

        public Tensor Load(int index)
        {
            using var random = new Generator((ulong)(seed + index), CPU);
            using var noise = rand([channels, size.Height, size.Width], generator: random);
            return (noise * 2) - 1;
        }
    }
}
