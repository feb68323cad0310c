using System.ComponentModel.DataAnnotations;
using GsFramework.Graph.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>What is put around an image.</summary>
public enum PaddingKind
{
    /// <summary>The image mirrored at its border, without repeating the border pixels.</summary>
    Reflect,

    /// <summary>Zeros.</summary>
    Zero,
}

/// <summary>Padding as a layer of its own.</summary>
/// <param name="Padding">Reflected pixels or zeros.</param>
/// <param name="Left">Columns on the left.</param>
/// <param name="Right">Columns on the right.</param>
/// <param name="Top">Rows on top.</param>
/// <param name="Bottom">Rows at the bottom.</param>
[LayerKind("padding2d")]
public sealed record Padding2d(
    PaddingKind Padding,
    [property: Range(0, 1 << 10)] int Left,
    [property: Range(0, 1 << 10)] int Right,
    [property: Range(0, 1 << 10)] int Top,
    [property: Range(0, 1 << 10)] int Bottom
) : Layer
{
    /// <summary>The same padding on all four sides.</summary>
    public static Padding2d Even(PaddingKind kind, int size) => new(kind, size, size, size, size);

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
        nn.functional.pad(
            Single(inputs),
            [Left, Right, Top, Bottom],
            Padding == PaddingKind.Reflect ? PaddingModes.Reflect : PaddingModes.Constant
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        // Both commute with rounding to a grid, on which 0 is exact: integers stay integers.
        using var scope = NewDisposeScope();
        var input = Single(inputs);
        string[] operands = [input.Name, nodes.Integers("pads", 0, 0, Top, Left, 0, 0, Bottom, Right)];
        return input with
        {
            Name =
                Padding == PaddingKind.Reflect
                    ? nodes.Add("Pad", operands, new OnnxSetting("mode", "reflect"))
                    : nodes.Add(
                        "Pad",
                        [
                            .. operands,
                            nodes.Constant(
                                "zero",
                                input.Grid is { } grid ? tensor(grid.ZeroPoint, dtype: ScalarType.Byte) : tensor(0f)
                            ),
                        ]
                    ),
        };
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        if (
            Padding == PaddingKind.Reflect
            && (Math.Max(Left, Right) >= input.Width || Math.Max(Top, Bottom) >= input.Height)
        )
        {
            throw new GraphException(
                $"an image of {input.Size} is too small to be mirrored at its border. Use a larger image."
            );
        }

        return new FeatureShape(input.Channels, input.Height + Top + Bottom, input.Width + Left + Right);
    }

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Padding == PaddingKind.Reflect
            ? Single(inputs)
            : [.. Single(inputs).Select(static value => value == 0 ? 0 : double.NaN)];
}
