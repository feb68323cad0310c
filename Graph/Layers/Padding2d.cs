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

    /// <summary>The border pixels again.</summary>
    Replicate,

    /// <summary>The opposite side of the image.</summary>
    Circular,
}

/// <summary>Padding as a layer of its own.</summary>
/// <param name="Padding">What is put there.</param>
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
            Padding switch
            {
                PaddingKind.Reflect => PaddingModes.Reflect,
                PaddingKind.Replicate => PaddingModes.Replicate,
                PaddingKind.Circular => PaddingModes.Circular,
                _ => PaddingModes.Constant,
            }
        );

    /// <inheritdoc/>
    public override OnnxValue WriteOnnx(IReadOnlyList<OnnxValue> inputs, LayerState state, IOnnxNodes nodes)
    {
        // All commute with rounding to a grid, on which 0 is exact: integers stay integers.
        using var scope = NewDisposeScope();
        var input = Single(inputs);
        string[] operands = [input.Name, nodes.Integers("pads", 0, 0, Top, Left, 0, 0, Bottom, Right)];
        return input with
        {
            Name = Padding switch
            {
                PaddingKind.Reflect => nodes.Add("Pad", operands, new OnnxSetting("mode", "reflect")),
                PaddingKind.Replicate => nodes.Add("Pad", operands, new OnnxSetting("mode", "edge")),
                PaddingKind.Circular => Wrapped(Wrapped(input.Name, 2, Top, Bottom, nodes), 3, Left, Right, nodes),
                _ => nodes.Add(
                    "Pad",
                    [
                        .. operands,
                        nodes.Constant(
                            "zero",
                            input.Grid is { } grid ? tensor(grid.ZeroPoint, dtype: ScalarType.Byte) : tensor(0f)
                        ),
                    ]
                ),
            },
        };
    }

    // The mode for it is of opset 19 only.
    private static string Wrapped(string value, int axis, int before, int after, IOnnxNodes nodes)
    {
        string Slice(long start, long end) =>
            nodes.Add(
                "Slice",
                [value, nodes.Integers("start", start), nodes.Integers("end", end), nodes.Integers("axis", axis)]
            );
        string[] parts =
        [
            .. before > 0 ? [Slice(-before, int.MaxValue)] : Array.Empty<string>(),
            value,
            .. after > 0 ? [Slice(0, after)] : Array.Empty<string>(),
        ];
        return parts.Length == 1 ? value : nodes.Add("Concat", parts, new OnnxSetting("axis", axis));
    }

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs)
    {
        var input = Single(inputs);
        var most = Padding == PaddingKind.Reflect ? 1 : 0;
        if (
            Padding is PaddingKind.Reflect or PaddingKind.Circular
            && (Math.Max(Left, Right) + most > input.Width || Math.Max(Top, Bottom) + most > input.Height)
        )
        {
            throw new GraphException(
                $"an image of {input.Size} is too small to be {(most > 0 ? "mirrored" : "continued")} at its border. "
                    + "Use a larger image."
            );
        }

        return new FeatureShape(input.Channels, input.Height + Top + Bottom, input.Width + Left + Right);
    }

    /// <inheritdoc/>
    /// <remarks>A mirror needs more rows than it makes. Circular padding reads the opposite border.</remarks>
    public override RowReach? Reach(IReadOnlyList<FeatureShape> inputs) =>
        Padding == PaddingKind.Circular ? null : new((2 * (Top + Bottom)) + 1);

    /// <inheritdoc/>
    public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

    /// <inheritdoc/>
    public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
        Padding != PaddingKind.Zero
            ? Single(inputs)
            : [.. Single(inputs).Select(static value => value == 0 ? 0 : double.NaN)];
}
