using System.Globalization;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace Samples.UNet;

/// <summary>
/// The U-Net generator of pix2pix (Isola et al., "Image-to-image translation with conditional adversarial networks",
/// CVPR 2017):
/// <code>
/// block(x) = concat(x, norm(up(relu(block'(norm(down(leaky(x))))))))
/// G(x)     = tanh(up(relu(block(down(x)))))
/// </code>
/// with block' the next one further in; the innermost has none, and no norm after its down. down is a 4x4 convolution
/// of stride 2 to w, 2w, 4w, 8w, 8w, … channels, up a 4x4 transposed convolution back. Names are those of the official
/// PyTorch code, so that its checkpoints load.
/// </summary>
/// <remarks>
/// Two things look different there and are not. Its LeakyReLU works in place, so that the skip connection carries
/// leaky(x) and not x; but the next to read it is a ReLU, for which both are the same. Its dropout, of some inner
/// blocks, has no parameters and is the last layer of its block, so that it moves no name. It is left out: in use it
/// does nothing, and the dense generator that is distilled must give one image the same output each time.
/// </remarks>
public sealed class UNet(UNetOptions options) : IGeneratorFactory, IReadsCheckpoints
{
    private const string Root = "model.model";

    /// <inheritdoc/>
    public NetworkGraph Create()
    {
        var width = options.Width;
        var builder = new GraphBuilder(options.InputChannels);
        builder.Add($"{Root}.0", Down(options.InputChannels, width));
        Block(builder, $"{Root}.1", level: 1);
        return builder
            .Add($"{Root}.2", new Activation(ActivationFunction.Relu))
            .Add(
                $"{Root}.3",
                new ConvTranspose2d(2 * width, options.OutputChannels, KernelSize: 4, Stride: 2, Padding: 1)
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

        // Instance norms of old checkpoints have statistics as well, but no scale.
        var isBatch = shapes.Keys.Any(name =>
            name.EndsWith(".running_mean", StringComparison.Ordinal)
            && shapes.ContainsKey(name.Replace(".running_mean", ".weight", StringComparison.Ordinal))
        );
        var norm =
            isBatch ? UNetNorm.Batch
            : shapes.ContainsKey($"{Root}.0.bias") ? UNetNorm.Instance
            : options.Norm;
        var found = options with { Downs = downs > 1 ? downs : options.Downs, Norm = norm };
        var known = new Dictionary<string, string> { ["norm"] = norm == UNetNorm.Batch ? "batch" : "instance" };
        Know("downs", downs > 1 ? downs : null);
        Know("width", Side($"{Root}.0.weight", 0));
        Know("inputChannels", Side($"{Root}.0.weight", 1));
        Know("outputChannels", Side($"{Root}.3.weight", 1));
        return new CheckpointLayout(new UNet(found).Create()) { Options = known };

        long? Side(string kernel, int side) =>
            shapes.TryGetValue(kernel, out var shape) && shape.Count == 4 ? shape[side] : null;

        void Know(string option, long? value)
        {
            if (value is { } number)
            {
                known[option] = number.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private bool HasBias => options.Norm == UNetNorm.Instance;

    private void Block(GraphBuilder builder, string name, int level)
    {
        var (outer, inner, skip) = (Channels(level - 1), Channels(level), builder.Last);
        var (index, isInnermost) = (0, level == options.Depth - 1);
        string Next() => $"{name}.model.{index++}";

        builder.Add(Next(), new Activation(ActivationFunction.LeakyRelu, Slope: 0.2));
        builder.Add(Next(), Down(outer, inner));
        if (!isInnermost)
        {
            builder.Add(Next(), Norm(inner));
            Block(builder, Next(), level + 1);
        }

        var read = isInnermost ? inner : 2 * inner;
        builder
            .Add(Next(), new Activation(ActivationFunction.Relu))
            .Add(Next(), new ConvTranspose2d(read, outer, KernelSize: 4, Stride: 2, Padding: 1, Bias: HasBias))
            .Add(Next(), Norm(outer));
        builder.Add(name, new Concat(), skip, builder.Last);
    }

    private int Channels(int level) => options.Width * (1 << Math.Min(level, 3));

    private Conv2d Down(int from, int to) => new(from, to, KernelSize: 4, Stride: 2, Padding: 1, Bias: HasBias);

    // Instance norms of the official code have no scale. With γ = 1 and β = 0, which a checkpoint without them gets, it
    // is the same network, and its channels can be pruned.
    private Layer Norm(int channels) =>
        options.Norm == UNetNorm.Batch ? new BatchNorm2d(channels) : new InstanceNorm2d(channels, Affine: true);
}
