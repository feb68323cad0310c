using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>The image without some of its border.</summary>
/// <param name="Left">Columns cut on the left.</param>
/// <param name="Right">Columns cut on the right.</param>
/// <param name="Top">Rows cut on top.</param>
/// <param name="Bottom">Rows cut at the bottom.</param>
[LayerKind("crop2d")]
public sealed record Crop2d(
    [property: Range(0, 1 << 10)] int Left,
    [property: Range(0, 1 << 10)] int Right,
    [property: Range(0, 1 << 10)] int Top,
    [property: Range(0, 1 << 10)] int Bottom
) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state)
    {
        using var scope = NewDisposeScope();
        var x = Single(inputs);
        return x.narrow(2, Top, x.shape[2] - Top - Bottom)
            .narrow(3, Left, x.shape[3] - Left - Right)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Integers stay integers.</remarks>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        long End(int cut) => cut == 0 ? int.MaxValue : -cut;
        var input = Single(inputs);
        return input with
        {
            Name = nodes.Add(
                "Slice",
                [
                    input.Name,
                    nodes.Integers("starts", Top, Left),
                    nodes.Integers("ends", End(Bottom), End(Right)),
                    nodes.Integers("axes", 2, 3),
                ]
            ),
        };
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        var (height, width) = (input.Height - Top - Bottom, input.Width - Left - Right);
        return height > 0 && width > 0
            ? input with { Height = height, Width = width }
            : throw new GraphException($"nothing is left of an input of {input}. Use a larger image.");
    }

    /// <inheritdoc/>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) => new(Top + Bottom);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Single(inputs);
}
