using GsFramework.Core.Import.Reading;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Import.Layers;

/// <summary>Convolutions, and matrices that multiply a vector of channels.</summary>
internal static class ConvolutionSteps
{
    /// <summary>The readers by operator.</summary>
    public static IReadOnlyDictionary<string, StepReader> All { get; } =
        new Dictionary<string, StepReader>
        {
            ["Conv"] = Convolution,
            ["ConvTranspose"] = TransposedConvolution,
            ["Gemm"] = Matrix,
            ["MatMul"] = Matrix,
        };

    private static void Convolution(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var kernel = Kernel(step, graph);
        var bias = graph.Optional(step, 2, "its bias");
        var (rows, columns) = ((int)kernel.Shape[2], (int)kernel.Shape[3]);
        var window = Window.Of(step, graph, rows, columns);
        var groups = (int)step.Integer("group", 1);
        var pads = window.Pads;
        var isEven = pads.Top == pads.Bottom && pads.Top == pads.Left && pads.Top == pads.Right;
        var input = graph.Layer(step);
        if (!isEven)
        {
            input = graph.Append(
                step,
                ".pad",
                new Padding2d(PaddingKind.Zero, pads.Left, pads.Right, pads.Top, pads.Bottom),
                [input]
            );
        }

        var layer = new Conv2d(
            (int)kernel.Shape[1] * groups,
            (int)kernel.Shape[0],
            rows,
            window.Stride,
            isEven ? pads.Top : 0,
            groups,
            bias is not null,
            Dilation: window.Dilation,
            KernelWidth: columns == rows ? null : columns,
            Fixed: IsFilter(kernel, groups, bias)
        );
        graph.Add(step, layer, Tensors(kernel, bias), input);
    }

    private static void TransposedConvolution(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var kernel = Kernel(step, graph);
        var bias = graph.Optional(step, 2, "its bias");
        var size = (int)kernel.Shape[2];
        var groups = (int)step.Integer("group", 1);
        var (inputs, outputs) = ((int)kernel.Shape[0], (int)kernel.Shape[1] * groups);
        if (kernel.Shape[3] != size)
        {
            throw ImportedGraph.Unreadable(step, "its kernel is not square");
        }

        if (groups > 1 && (groups != inputs || groups != outputs))
        {
            throw ImportedGraph.Unreadable(step, $"it has {groups} groups; 1 and depthwise ones are read");
        }

        var window = Window.OfTransposed(step, graph, size);
        var pads = window.Pads;
        var least = Math.Min(Math.Min(pads.Top, pads.Bottom), Math.Min(pads.Left, pads.Right));
        var layer = new ConvTranspose2d(
            inputs,
            outputs,
            size,
            window.Stride,
            least,
            window.OutputPadding,
            bias is not null,
            Groups: groups,
            Fixed: IsFilter(kernel, groups, bias)
        );
        var rest = new Crop2d(pads.Left - least, pads.Right - least, pads.Top - least, pads.Bottom - least);
        if (rest is { Left: 0, Right: 0, Top: 0, Bottom: 0 })
        {
            graph.Add(step, layer, Tensors(kernel, bias));
            return;
        }

        var whole = graph.Append(step, "", layer, [graph.Layer(step)], Tensors(kernel, bias));
        graph.Bind(step.Output, graph.Append(step, ".crop", rest, [whole]));
    }

    // A vector of channels is an image of one pixel.
    private static void Matrix(OnnxStep step, ImportedGraph graph)
    {
        using var scope = NewDisposeScope();
        var matrix = graph.Constant(step, 1, "its matrix");
        var inputs = graph.Shapes(step);
        if (matrix.Shape.Count != 2 || inputs[0] is not { Height: 1, Width: 1 } || step.Integer("transA", 0) != 0)
        {
            throw ImportedGraph.Unreadable(step, "it multiplies more than a vector of channels by a matrix");
        }

        var weight = matrix.ToTensor() * step.Number("alpha", 1);
        weight = step.Operation == "Gemm" && step.Integer("transB", 0) != 0 ? weight : weight.t();
        var (outputs, channels) = ((int)weight.shape[0], (int)weight.shape[1]);
        var shift = step.Operation == "Gemm" ? graph.Optional(step, 2, "its bias") : null;
        var bias = shift is null ? null : shift.ToTensor().flatten().expand(outputs) * step.Number("beta", 1);
        graph.Add(
            step,
            new Conv2d(channels, outputs, KernelSize: 1, Bias: bias is not null),
            [
                ("weight", weight.reshape(outputs, channels, 1, 1).contiguous()),
                .. bias is null ? Array.Empty<(string, TorchSharp.torch.Tensor)>() : [("bias", bias.contiguous())],
            ]
        );
    }

    private static OnnxConstant Kernel(OnnxStep step, ImportedGraph graph)
    {
        var kernel = graph.Constant(step, 1, "its kernel");
        return kernel.Shape.Count == 4
            ? kernel
            : throw ImportedGraph.Unreadable(step, $"it works along {kernel.Shape.Count - 2} axes, not along two");
    }

    // A blur is a filter that is the same for all channels: no training makes one.
    private static bool IsFilter(OnnxConstant kernel, int groups, OnnxConstant? bias)
    {
        if (groups < 2 || kernel.Shape[0] != groups || kernel.Shape[1] != 1 || bias is not null)
        {
            return false;
        }

        var values = kernel.ToFloats().AsSpan();
        var size = values.Length / groups;
        for (var channel = 1; channel < groups; channel++)
        {
            if (!values.Slice(channel * size, size).SequenceEqual(values[..size]))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<(string, Tensor)> Tensors(OnnxConstant kernel, OnnxConstant? bias)
    {
        yield return ("weight", kernel.ToTensor());
        if (bias is not null)
        {
            yield return ("bias", bias.ToTensor(bias.Count));
        }
    }
}
