using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>Pixel shuffle: (C·r², H, W) becomes (C, r·H, r·W), in PyTorch's order of channels.</summary>
/// <param name="Factor">r, the upsampling factor.</param>
[LayerKind("depth-to-space")]
public sealed record DepthToSpace([property: Range(1, 1 << 6)] int Factor) : Layer
{
    private int Block => Factor * Factor;

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.pixel_shuffle(Single(inputs), Factor);

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes) =>
        Single(inputs) with
        {
            // CRD is PyTorch's order.
            Name = nodes.Add(
                "DepthToSpace",
                [Single(inputs).Name],
                new OnnxSetting("blocksize", Factor),
                new OnnxSetting("mode", "CRD")
            ),
        };

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        return input.Channels % Block == 0
            ? new FeatureShape(input.Channels / Block, input.Height * Factor, input.Width * Factor)
            : throw new GraphException($"{input.Channels} channels cannot be divided into blocks of {Block}.");
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(Up: Factor);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker)
    {
        var blocks = Single(inputs).Chunk(Block).ToArray();
        foreach (var block in blocks)
        {
            tracker.Tie([.. Enumerable.Repeat(block[0], Block)], block);
        }

        return [.. blocks.Select(static block => block[0])];
    }

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        [.. Single(inputs).Chunk(Block).Select(static block => block.Distinct().Count() == 1 ? block[0] : double.NaN)];
}
