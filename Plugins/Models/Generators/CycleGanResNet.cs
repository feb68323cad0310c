using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Generators;

/// <summary>Options of the CycleGAN generator.</summary>
public sealed record CycleGanResNetOptions
{
    /// <summary>Channels after the first convolution, ngf; the residual trunk is four times as wide.</summary>
    [Description("Channels after the first convolution (ngf); the residual trunk is four times as wide.")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks.</summary>
    [Description("Residual blocks: 9 for 256x256 images, 6 for smaller ones.")]
    [Range(0, 64)]
    public int Blocks { get; init; } = 9;

    /// <summary>Channels of the input image.</summary>
    [Description("Channels of the input image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels of the output image.</summary>
    [Description("Channels of the output image.")]
    [Range(1, 16)]
    public int OutputChannels { get; init; } = 3;
}

/// <summary>
/// The ResNet generator of CycleGAN with the names and norms of the GAN Slimming code:
/// c7s1-w, d2w, d4w, R4w × blocks, u2w, uw, c7s1-3, tanh. Norms have a scale γ where channels can be pruned; those
/// before a residual add have none, so the trunk keeps its width.
/// </summary>
public sealed class CycleGanResNet(CycleGanResNetOptions options) : IGeneratorFactory, IReadsCheckpoints
{
    private const int FirstBlock = 10;

    private static readonly string[] _blockTensors = ["1.weight", "1.bias", "5.weight", "5.bias", "6.weight", "6.bias"];

    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(options.InputChannels);
        var index = 0;
        string Next() => $"model.{index++}";

        builder.Add(Next(), Padding2d.Even(PaddingKind.Reflect, 3));
        Unit(new Conv2d(options.InputChannels, width, KernelSize: 7), width, affine: true);
        Unit(new Conv2d(width, 2 * width, KernelSize: 3, Stride: 2, Padding: 1), 2 * width, affine: true);
        Unit(new Conv2d(2 * width, 4 * width, KernelSize: 3, Stride: 2, Padding: 1), 4 * width, affine: false);
        for (var block = 0; block < options.Blocks; block++)
        {
            Block(builder, Next(), 4 * width);
        }

        Unit(Up(4 * width, 2 * width), 2 * width, affine: true);
        Unit(Up(2 * width, width), width, affine: true);
        builder.Add(Next(), Padding2d.Even(PaddingKind.Reflect, 3));
        builder.Add(Next(), new Conv2d(width, options.OutputChannels, KernelSize: 7));
        return builder.Add(Next(), new Activation(ActivationFunction.Tanh)).Build();

        void Unit(Layer convolution, int channels, bool affine) =>
            builder
                .Add(Next(), convolution)
                .Add(Next(), new InstanceNorm2d(channels, affine))
                .Add(Next(), new Activation(ActivationFunction.Relu));
    }

    /// <inheritdoc/>
    /// <remarks>The same numbers for the official GAN Slimming code and for junyanz's, where a block that was trained
    /// with dropout has a layer more between its convolutions.</remarks>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var blocks = 0;
        while (HasBlock(blocks) || HasBlock(blocks + 1))
        {
            blocks++;
        }

        var names = new Dictionary<string, string>();
        for (var block = 0; block < blocks; block++)
        {
            if (HasKernel(block, 6) || (Has(block, "6.bias") && !Has(block, "5.weight") && !Has(block, "5.bias")))
            {
                var name = Name(block);
                names[$"{name}.5"] = $"{name}.6";
                names[$"{name}.6"] = $"{name}.7";
            }
        }

        var found = options with { Blocks = blocks > 0 ? blocks : options.Blocks };
        return new CheckpointLayout(new CycleGanResNet(found).Create(), names)
        {
            Options = StoredOptions.Of(
                ("blocks", blocks > 0 ? blocks : null),
                ("width", StoredOptions.Size(shapes, "model.1.weight", 0)),
                ("inputChannels", StoredOptions.Size(shapes, "model.1.weight", 1)),
                ("outputChannels", StoredOptions.Size(shapes, $"model.{FirstBlock + blocks + 7}.weight", 0))
            ),
        };

        static string Name(int block) => $"model.{FirstBlock + block}.conv_block";

        bool HasKernel(int block, int layer) =>
            shapes.TryGetValue($"{Name(block)}.{layer}.weight", out var shape) && shape.Count == 4;

        // Any tensor will do: one that is missing is to be reported as that, not to end the network.
        bool HasBlock(int block) => _blockTensors.Any(tensor => Has(block, tensor));

        bool Has(int block, string tensor) => shapes.ContainsKey($"{Name(block)}.{tensor}");
    }

    private static ConvTranspose2d Up(int from, int to) =>
        new(from, to, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1);

    private static void Block(GraphBuilder builder, string name, int width)
    {
        var trunk = builder.Last;
        builder
            .Add($"{name}.conv_block.0", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add($"{name}.conv_block.1", new Conv2d(width, width, KernelSize: 3))
            .Add($"{name}.conv_block.2", new InstanceNorm2d(width, Affine: true))
            .Add($"{name}.conv_block.3", new Activation(ActivationFunction.Relu))
            .Add($"{name}.conv_block.4", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add($"{name}.conv_block.5", new Conv2d(width, width, KernelSize: 3))
            .Add($"{name}.conv_block.6", new InstanceNorm2d(width, Affine: false))
            .Add(name, new Add(), trunk, $"{name}.conv_block.6");
    }
}
