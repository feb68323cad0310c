using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Methods;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.CoEvolution;

/// <summary>Two small CycleGAN generators with their discriminators, a few images of 16x16, and a folder for the
/// state.</summary>
internal sealed class TinySearch : IDisposable, IProgress<MethodProgress>
{
    public const int Side = 16;

    private readonly Folder _folder = new();
    private readonly List<GraphModule> _networks;

    public TinySearch(int seed = 1, int width = 8)
    {
        var generator = new CycleGanResNet(new CycleGanResNetOptions { Width = width, Blocks = 2 }).Create();
        var discriminator = new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create();
        _networks =
        [
            .. new[] { generator, discriminator, generator, discriminator }.Select(
                (graph, i) => Live(graph, (10 * seed) + i)
            ),
        ];
    }

    /// <summary>No more than a few small generations.</summary>
    public static CoEvolutionOptions Options { get; } =
        new()
        {
            Population = 5,
            Generations = 3,
            ValidationImages = 3,
            Parallel = 1,
            TargetMacRatio = 3,
        };

    public GraphModule Teacher => _networks[0];

    public List<MethodProgress> Progress { get; } = [];

    public LogSink Log { get; } = new();

    public string StateFolder => _folder.Path;

    public string State => _folder["search.json"];

    /// <summary>Called with every report, before the next generation.</summary>
    public Action<MethodProgress>? Reported { get; set; }

    public void Report(MethodProgress value)
    {
        Progress.Add(value);
        Reported?.Invoke(value);
    }

    public PrunedNetwork Run(CoEvolutionOptions options, CancellationToken cancellation = default) =>
        new CoEvolutionMethod(options).Compress(Context(cancellation: cancellation));

    public MethodContext Context(
        bool judge = true,
        bool reverse = true,
        int validation = 4,
        CancellationToken cancellation = default
    ) =>
        new()
        {
            Teacher = Teacher,
            Discriminator = judge ? _networks[1] : null,
            ReverseTeacher = reverse ? _networks[2] : null,
            ReverseDiscriminator = reverse ? _networks[3] : null,
            Images = new RandomImages(Side, validation),
            ImageSize = ImageSize.Square(Side),
            Device = CPU,
            Seed = 7,
            StateFolder = StateFolder,
            Log = Log.Logger,
            Progress = this,
            Cancellation = cancellation,
        };

    public double Ratio(NetworkGraph compact) =>
        (double)GraphCost.Of(Teacher.Graph, ImageSize.Square(Side)).Macs
        / GraphCost.Of(compact, ImageSize.Square(Side)).Macs;

    public void Dispose()
    {
        _networks.ForEach(static network => network.Dispose());
        _folder.Dispose();
    }

    private static GraphModule Live(NetworkGraph graph, int seed)
    {
        using var weights = Networks.RandomWeights(graph, seed);
        return new GraphModule(graph, weights);
    }
}
