using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Models.Features;

/// <summary>
/// The trunk of MobileNetV2 (Sandler et al., CVPR 2018) with the layer names of Keras: inverted residuals that expand
/// 6x, convolve each channel for itself, and project. Strided convolutions pad as TensorFlow does, by one on the right
/// and at the bottom.
/// </summary>
internal static class MobileNetV2Graph
{
    private const double Epsilon = 1e-3;

    /// <summary>Output channels and stride of each block.</summary>
    private static readonly (int Channels, int Stride)[] Blocks =
    [
        (16, 1),
        (24, 2),
        (24, 1),
        (32, 2),
        (32, 1),
        (32, 1),
        (64, 2),
        (64, 1),
        (64, 1),
        (64, 1),
        (96, 1),
        (96, 1),
        (96, 1),
        (160, 2),
        (160, 1),
        (160, 1),
        (320, 1),
    ];

    /// <summary>The whole trunk, RGB in [0, 1] to <c>out_relu</c> with 1280 channels at 1/32 of the size.</summary>
    public static NetworkGraph Full { get; } = Build();

    /// <summary>The trunk up to and with this layer.</summary>
    /// <exception cref="UserException">There is no such layer.</exception>
    public static NetworkGraph UpTo(string layer) =>
        Full.Contains(layer)
            ? new NetworkGraph(Full.InputChannels, [.. Full.Nodes.TakeWhile(node => node.Name != layer), Full[layer]])
            : throw new UserException(UnknownLayer(layer));

    /// <summary>What to tell a user who asks for a layer that is not there.</summary>
    public static string UnknownLayer(string layer)
    {
        var block = layer.Split('_') is ["block", var number, ..] ? $"block_{number}_" : "";
        var near = Full
            .Nodes.Select(static node => node.Name)
            .Where(name => block != "" && name.StartsWith(block, StringComparison.Ordinal));
        var known = near.DefaultIfEmpty(
            "Conv1_relu, block_3_expand_relu, block_6_expand_relu, block_10_project_BN, block_13_expand_relu, out_relu"
        );
        return $"MobileNetV2 has no layer '{layer}'. Use a Keras layer name, such as {string.Join(", ", known)}.";
    }

    private static NetworkGraph Build()
    {
        var builder = new GraphBuilder(inputChannels: 3);
        Convolution(builder, "Conv1", 3, 32, kernel: 3, stride: 2);
        Norm(builder, "bn_Conv1", 32).Add("Conv1_relu", new Activation(ActivationFunction.Relu6));

        var channels = 32;
        for (var block = 0; block < Blocks.Length; block++)
        {
            var (next, stride) = Blocks[block];
            Block(builder, block == 0 ? "expanded_conv" : $"block_{block}", channels, next, stride, expands: block > 0);
            channels = next;
        }

        Convolution(builder, "Conv_1", channels, 1280, kernel: 1);
        return Norm(builder, "Conv_1_bn", 1280).Add("out_relu", new Activation(ActivationFunction.Relu6)).Build();
    }

    private static void Block(GraphBuilder builder, string name, int from, int to, int stride, bool expands)
    {
        var trunk = builder.Last;
        var inner = expands ? 6 * from : from;
        if (expands)
        {
            Convolution(builder, $"{name}_expand", from, inner, kernel: 1);
            Norm(builder, $"{name}_expand_BN", inner)
                .Add($"{name}_expand_relu", new Activation(ActivationFunction.Relu6));
        }

        Convolution(builder, $"{name}_depthwise", inner, inner, kernel: 3, stride, groups: inner);
        Norm(builder, $"{name}_depthwise_BN", inner)
            .Add($"{name}_depthwise_relu", new Activation(ActivationFunction.Relu6));
        Convolution(builder, $"{name}_project", inner, to, kernel: 1);
        Norm(builder, $"{name}_project_BN", to);
        if (stride == 1 && from == to)
        {
            builder.Add($"{name}_add", new Add(), trunk, builder.Last);
        }
    }

    private static void Convolution(
        GraphBuilder builder,
        string name,
        int from,
        int to,
        int kernel,
        int stride = 1,
        int groups = 1
    )
    {
        if (stride == 2)
        {
            builder.Add($"{name}_pad", new Padding2d(PaddingKind.Zero, Left: 0, Right: 1, Top: 0, Bottom: 1));
        }

        builder.Add(name, new Conv2d(from, to, kernel, stride, stride == 2 ? 0 : kernel / 2, groups, Bias: false));
    }

    private static GraphBuilder Norm(GraphBuilder builder, string name, int channels) =>
        builder.Add(name, new BatchNorm2d(channels, Epsilon));
}
