using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Pixel unshuffle: (C, r·H, r·W) becomes (C·r², H, W), in PyTorch's order of channels.</summary>
/// <param name="Factor">r, the downsampling factor.</param>
[LayerKind("space-to-depth")]
public sealed record SpaceToDepth([property: Range(1, 1 << 6)] int Factor) : Layer
{
    private int Block => Factor * Factor;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.pixel_unshuffle(Single(inputs), Factor);

    /// <inheritdoc/>
    /// <remarks>The operator of this name has the channels in another order. Integers stay integers.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        var input = Single(inputs);
        string Side(int axis)
        {
            var pixels = nodes.Add("Shape", [input.Name], new("start", axis), new("end", axis + 1));
            return nodes.Add("Div", [pixels, nodes.Integers("factor", Factor)]);
        }

        var (height, width) = (Side(2), Side(3));
        string Shape(params string[] parts) => nodes.Add("Concat", parts, new OnnxSetting("axis", 0));
        var batch = nodes.Add("Shape", [input.Name], new OnnxSetting("end", 2));
        var factor = nodes.Integers("factor", Factor);
        var blocks = nodes.Add("Reshape", [input.Name, Shape(batch, height, factor, width, factor)]);
        var moved = nodes.Add("Transpose", [blocks], new OnnxSetting("perm", [0, 1, 3, 5, 2, 4]));
        var image = nodes.Add("Shape", [input.Name], new OnnxSetting("end", 1));
        return input with
        {
            Name = nodes.Add("Reshape", [moved, Shape(image, nodes.Integers("channels", -1), height, width)]),
        };
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        return input.Height % Factor == 0 && input.Width % Factor == 0
            ? new FeatureShape(input.Channels * Block, input.Height / Factor, input.Width / Factor)
            : throw new GraphException($"an image of {input.Size} cannot be divided into blocks of {Factor}x{Factor}.");
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(Down: Factor);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) =>
        [.. Single(inputs).SelectMany(label => Enumerable.Repeat(label, Block))];

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).SelectMany(value => Enumerable.Repeat(value, Block))];
}
