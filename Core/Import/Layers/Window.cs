using GsFramework.Core.Import.Reading;
using GsFramework.Graph;

namespace GsFramework.Core.Import.Layers;

/// <summary>How a kernel or a pool moves over an image.</summary>
/// <param name="Stride">Step in pixels.</param>
/// <param name="Dilation">Distance of the pixels that neighbouring weights see.</param>
/// <param name="Pads">Pixels added on each side; of a transposed convolution, cut.</param>
/// <param name="OutputPadding">Rows and columns added to the output of a transposed convolution.</param>
internal sealed record Window(int Stride, int Dilation, Sides Pads, int OutputPadding = 0)
{
    /// <summary>The window of a convolution or pool.</summary>
    /// <param name="step">The step.</param>
    /// <param name="graph">Knows the sizes.</param>
    /// <param name="rows">Rows of the kernel.</param>
    /// <param name="columns">Columns of the kernel.</param>
    public static Window Of(OnnxStep step, ImportedGraph graph, int rows, int columns)
    {
        var (stride, dilation) = (Even(step, "strides"), Even(step, "dilations"));
        var auto = step.Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER")
        {
            Sides[] found =
            [
                .. graph
                    .Shapes(step)
                    .Select(shape =>
                        Sides.Shared(
                            Missing(shape.Height, rows, stride, dilation),
                            Missing(shape.Width, columns, stride, dilation),
                            moreAtEnd: auto == "SAME_UPPER"
                        )
                    ),
            ];
            return found.All(pads => pads == found[0])
                ? new Window(stride, dilation, found[0])
                : throw ImportedGraph.Unreadable(
                    step,
                    $"its padding ({auto}) is another one for other sizes of image. Export it for one size"
                );
        }

        return new Window(stride, dilation, auto == "VALID" ? default : Sides.Of(step.Integers("pads")));
    }

    /// <summary>The window of a transposed convolution.</summary>
    /// <param name="step">The step.</param>
    /// <param name="graph">Knows the sizes.</param>
    /// <param name="size">Side of the kernel.</param>
    public static Window OfTransposed(OnnxStep step, ImportedGraph graph, int size)
    {
        var stride = Even(step, "strides");
        if (Even(step, "dilations") != 1)
        {
            throw ImportedGraph.Unreadable(step, "it is dilated");
        }

        var added = step.Integers("output_padding") ?? [0, 0];
        if (added[0] != added[^1])
        {
            throw ImportedGraph.Unreadable(step, "its output_padding is not the same in both directions");
        }

        var auto = step.Text("auto_pad", "NOTSET");
        if (auto == "NOTSET" && step.Integers("output_shape") is null)
        {
            return new Window(stride, 1, Sides.Of(step.Integers("pads")), (int)added[0]);
        }

        // What the whole output has more than the wanted one.
        Sides[] found =
        [
            .. graph
                .Shapes(step)
                .Zip(
                    graph.OutputShapes(step),
                    (from, to) =>
                        Sides.Shared(
                            ((from.Height - 1) * stride) + size + (int)added[0] - to.Height,
                            ((from.Width - 1) * stride) + size + (int)added[0] - to.Width,
                            moreAtEnd: auto == "SAME_UPPER"
                        )
                ),
        ];
        return found.All(pads => pads == found[0] && pads is { Top: >= 0, Left: >= 0, Bottom: >= 0, Right: >= 0 })
            ? new Window(stride, 1, found[0], (int)added[0])
            : throw ImportedGraph.Unreadable(step, "its output is not larger than its input by one factor");
    }

    private static int Missing(int side, int kernel, int stride, int dilation) =>
        Math.Max(0, ((((side + stride - 1) / stride) - 1) * stride) + ((kernel - 1) * dilation) + 1 - side);

    private static int Even(OnnxStep step, string name)
    {
        var values = step.Integers(name) ?? [1, 1];
        return values[0] == values[^1]
            ? (int)values[0]
            : throw ImportedGraph.Unreadable(step, $"its {name} are not the same in both directions");
    }
}

/// <summary>Pixels on the four sides of an image.</summary>
internal readonly record struct Sides(int Top, int Left, int Bottom, int Right)
{
    /// <summary>ONNX's <c>pads</c> of two axes.</summary>
    public static Sides Of(long[]? pads) =>
        pads is [var top, var left, var bottom, var right]
            ? new Sides((int)top, (int)left, (int)bottom, (int)right)
            : default;

    /// <summary>Pixels shared between both sides.</summary>
    public static Sides Shared(int rows, int columns, bool moreAtEnd) =>
        moreAtEnd
            ? new Sides(rows / 2, columns / 2, rows - (rows / 2), columns - (columns / 2))
            : new Sides(rows - (rows / 2), columns - (columns / 2), rows / 2, columns / 2);
}
