using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Layers;

namespace GsFramework.Models.Generators;

/// <summary>
/// The ResNet generator of CycleGAN with the names and norms of the GAN Slimming code:
/// c7s1-w, d2w, d4w, R4w × blocks, u2w, uw, c7s1-3, tanh. Instance norms have a scale γ where channels can be pruned;
/// those before a residual add have none, so the trunk keeps its width. With batch norms it is the ResNet generator of
/// pix2pix, with blur that of CUT, with four halvings pix2pixHD's global generator, again with their names.
/// </summary>
public sealed class CycleGanResNet(CycleGanResNetOptions options) : IGeneratorFactory, IReadsCheckpoints
{
    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var bias = options.Norm.HasBias();
        var builder = new GraphBuilder(options.InputChannels);
        var index = 0;
        string Next() => $"model.{index++}";

        builder.Add(Next(), Padding2d.Even(PaddingKind.Reflect, 3));
        Unit(new Conv2d(options.InputChannels, width, KernelSize: 7, Bias: bias), width, affine: true);
        for (var level = 0; level < options.Downs; level++)
        {
            Down(width << level, width << (level + 1), affine: level < options.Downs - 1);
        }

        for (var block = 0; block < options.Blocks; block++)
        {
            Block(builder, Next(), width << options.Downs);
        }

        for (var level = options.Downs; level > 0; level--)
        {
            Up(width << level, width << (level - 1));
        }

        builder.Add(Next(), Padding2d.Even(PaddingKind.Reflect, 3));
        builder.Add(Next(), new Conv2d(width, options.OutputChannels, KernelSize: 7));
        return builder.Add(Next(), new Activation(ActivationFunction.Tanh)).Build();

        void Down(int from, int to, bool affine)
        {
            var stride = options.BlursDown ? 1 : 2;
            Unit(new Conv2d(from, to, KernelSize: 3, Stride: stride, Padding: 1, Bias: bias), to, affine);
            if (options.BlursDown)
            {
                builder.Add(Next(), new BlurDownsample(to));
            }
        }

        void Up(int from, int to)
        {
            if (options.BlursUp)
            {
                builder.Add(Next(), new BlurUpsample(from));
                Unit(new Conv2d(from, to, KernelSize: 3, Padding: 1, Bias: bias), to, affine: true);
                return;
            }

            Unit(
                new ConvTranspose2d(from, to, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1, Bias: bias),
                to,
                affine: true
            );
        }

        void Unit(Layer convolution, int channels, bool affine) =>
            builder
                .Add(Next(), convolution)
                .Add(Next(), options.Norm.Create(channels, affine))
                .Add(Next(), new Activation(ActivationFunction.Relu));
    }

    /// <inheritdoc/>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes) =>
        new StoredResNet(shapes).Layout(options);

    private void Block(GraphBuilder builder, string name, int width)
    {
        var (trunk, bias) = (builder.Last, options.Norm.HasBias());
        builder
            .Add($"{name}.conv_block.0", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add($"{name}.conv_block.1", new Conv2d(width, width, KernelSize: 3, Bias: bias))
            .Add($"{name}.conv_block.2", options.Norm.Create(width, affine: true))
            .Add($"{name}.conv_block.3", new Activation(ActivationFunction.Relu))
            .Add($"{name}.conv_block.4", Padding2d.Even(PaddingKind.Reflect, 1))
            .Add($"{name}.conv_block.5", new Conv2d(width, width, KernelSize: 3, Bias: bias))
            .Add($"{name}.conv_block.6", options.Norm.Create(width, affine: false))
            .Add(name, new Add(), trunk, $"{name}.conv_block.6");
    }
}
