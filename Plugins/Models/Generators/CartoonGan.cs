using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Generators;

/// <summary>Options of the CartoonGAN generator.</summary>
public sealed record CartoonGanOptions
{
    /// <summary>Channels after the first convolution, ngf.</summary>
    [Description("Channels after the first convolution (ngf).")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks.</summary>
    [Description("Residual blocks.")]
    [Range(0, 64)]
    public int Blocks { get; init; } = 8;
}

/// <summary>
/// The generator of CartoonGAN (Chen, Lai, Liu, CVPR 2018) with the parameter names of the common PyTorch port and
/// affine norms, which GAN Slimming needs. Strided and transposed convolutions have no norm of their own, so only the
/// second convolution of each pair, and the first of each block, can be pruned by γ.
/// </summary>
public sealed class CartoonGan(CartoonGanOptions options) : IGeneratorFactory, IReadsCheckpoints
{
    private static readonly string[] _blockTensors = ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias"];

    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(inputChannels: 3);
        var index = 0;
        string Next(string section) => $"{section}.{index++}";

        Unit("down_convs", new Conv2d(3, width, KernelSize: 7, Padding: 3), width);
        builder.Add(Next("down_convs"), new Conv2d(width, 2 * width, KernelSize: 3, Stride: 2, Padding: 1));
        Unit("down_convs", Same(2 * width), 2 * width);
        builder.Add(Next("down_convs"), new Conv2d(2 * width, 4 * width, KernelSize: 3, Stride: 2, Padding: 1));
        Unit("down_convs", Same(4 * width), 4 * width);
        for (var block = 0; block < options.Blocks; block++)
        {
            Block(builder, $"resnet_blocks.{block}", 4 * width);
        }

        index = 0;
        builder.Add(Next("up_convs"), Up(4 * width, 2 * width));
        Unit("up_convs", Same(2 * width), 2 * width);
        builder.Add(Next("up_convs"), Up(2 * width, width));
        Unit("up_convs", Same(width), width);
        builder.Add(Next("up_convs"), new Conv2d(width, 3, KernelSize: 7, Padding: 3));
        return builder.Add(Next("up_convs"), new Activation(ActivationFunction.Tanh)).Build();

        void Unit(string section, Layer convolution, int channels) =>
            builder
                .Add(Next(section), convolution)
                .Add(Next(section), new InstanceNorm2d(channels, Affine: true))
                .Add(Next(section), new Activation(ActivationFunction.Relu));
    }

    /// <inheritdoc/>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var blocks = 0;
        while (Has(blocks) || Has(blocks + 1))
        {
            blocks++;
        }

        return new CheckpointLayout(
            new CartoonGan(options with { Blocks = blocks > 0 ? blocks : options.Blocks }).Create()
        )
        {
            Options = StoredOptions.Of(
                ("blocks", blocks > 0 ? blocks : null),
                ("width", StoredOptions.Size(shapes, "down_convs.0.weight", 0))
            ),
        };

        // Any tensor will do: one that is missing is to be reported as that, not to end the network.
        bool Has(int block) => _blockTensors.Any(tensor => shapes.ContainsKey($"resnet_blocks.{block}.{tensor}"));
    }

    private static Conv2d Same(int channels) => new(channels, channels, KernelSize: 3, Padding: 1);

    private static ConvTranspose2d Up(int from, int to) =>
        new(from, to, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1);

    private static void Block(GraphBuilder builder, string name, int width)
    {
        var trunk = builder.Last;
        builder
            .Add($"{name}.conv1", Same(width))
            .Add($"{name}.instance_norm1", new InstanceNorm2d(width, Affine: true))
            .Add($"{name}.relu1", new Activation(ActivationFunction.Relu))
            .Add($"{name}.conv2", Same(width))
            .Add($"{name}.instance_norm2", new InstanceNorm2d(width, Affine: true))
            .Add(name, new Add(), trunk, $"{name}.instance_norm2");
    }
}
