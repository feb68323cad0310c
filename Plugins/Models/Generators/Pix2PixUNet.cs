using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Generators;

/// <summary>
/// The U-Net generator of pix2pix (Isola et al., "Image-to-image translation with conditional adversarial networks",
/// CVPR 2017) with the names of the official PyTorch code:
/// <code>
/// block(x) = concat(x, norm(up(relu(block'(norm(down(leaky(x))))))))
/// G(x)     = tanh(up(relu(block(down(x)))))
/// </code>
/// with block' the next one further in; the innermost has none, and no norm after its down.
/// </summary>
/// <remarks>
/// Dropout, which some inner blocks have there, is left out: it has no parameters and moves no name, and G0 must give
/// an image one output. The skip connection there carries leaky(x), since its LeakyReLU works in place; the next to
/// read it is a ReLU, for which both are the same.
/// </remarks>
public sealed class Pix2PixUNet(Pix2PixUNetOptions options) : IGeneratorFactory, IReadsCheckpoints
{
    private const string Root = "model.model";

    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var builder = new GraphBuilder(options.InputChannels);
        builder.Add(
            $"{Root}.0",
            new Conv2d(options.InputChannels, options.Width, KernelSize: 4, Stride: 2, Padding: 1, Bias: HasBias)
        );
        Block(builder, $"{Root}.1", level: 1);
        return builder
            .Add($"{Root}.2", new Activation(ActivationFunction.Relu))
            .Add(
                $"{Root}.3",
                new ConvTranspose2d(2 * options.Width, options.OutputChannels, KernelSize: 4, Stride: 2, Padding: 1)
            )
            .Add($"{Root}.4", new Activation(ActivationFunction.Tanh))
            .Build();
    }

    /// <inheritdoc/>
    public CheckpointLayout Layout(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var downs = 1;
        for (
            var block = $"{Root}.1";
            shapes.Keys.Any(name => name.StartsWith($"{block}.model.", StringComparison.Ordinal));
            block += ".model.3"
        )
        {
            downs++;
        }

        var found = options with { Downs = downs > 1 ? downs : options.Downs };
        var (layout, norm) = StoredNorms.Read(
            kind => new Pix2PixUNet(found with { Norm = kind }).Create(),
            new Dictionary<string, string>(),
            shapes
        );
        var known = StoredOptions.Of(
            ("downs", downs > 1 ? downs : null),
            ("width", StoredOptions.Size(shapes, $"{Root}.0.weight", 0)),
            ("inputChannels", StoredOptions.Size(shapes, $"{Root}.0.weight", 1)),
            ("outputChannels", StoredOptions.Size(shapes, $"{Root}.3.weight", 1))
        );
        known["norm"] = StoredOptions.Text(norm);
        return layout with { Options = known };
    }

    private bool HasBias => options.Norm.HasBias();

    private void Block(GraphBuilder builder, string name, int level)
    {
        var (outer, inner, skip) = (Channels(level - 1), Channels(level), builder.Last);
        var (index, isInnermost) = (0, level == options.Downs - 1);
        string Next() => $"{name}.model.{index++}";

        builder
            .Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
            .Add(Next(), new Conv2d(outer, inner, KernelSize: 4, Stride: 2, Padding: 1, Bias: HasBias));
        if (!isInnermost)
        {
            builder.Add(Next(), options.Norm.Create(inner, affine: true));
            Block(builder, Next(), level + 1);
        }

        builder
            .Add(Next(), new Activation(ActivationFunction.Relu))
            .Add(
                Next(),
                new ConvTranspose2d(
                    isInnermost ? inner : 2 * inner,
                    outer,
                    KernelSize: 4,
                    Stride: 2,
                    Padding: 1,
                    Bias: HasBias
                )
            )
            .Add(Next(), options.Norm.Create(outer, affine: true))
            .Add(name, new Concat(), skip, builder.Last);
    }

    private int Channels(int level) => options.Width * (1 << Math.Min(level, 3));
}
