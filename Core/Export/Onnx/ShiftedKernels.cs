using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>
/// A kernel of <see cref="BlockForm"/>, [r·r·C, in, k + r - 1, k + r - 1] in the order of rows, columns, channels: r·r
/// copies of one kernel [C, in, k, k], the copy of pixel (a, b) moved by a rows and b columns. A file holds the one and
/// the nodes that make the others, which a runtime computes when it loads the file:
/// <code>
/// repeat a line of k numbers and r zeros r times and cut it into lines of k + r - 1: each begins one later
/// </code>
/// </summary>
/// <param name="Kernel">The one kernel.</param>
/// <param name="Factor">r</param>
internal sealed record ShiftedKernels(Tensor Kernel, int Factor)
{
    private static readonly int[] _factors = [4, 2];

    private int Side => (int)Kernel.shape[3] + Factor - 1;

    /// <summary>The kernel of which all are copies, or null.</summary>
    /// <param name="kernels">[out, in, rows, columns]</param>
    public static ShiftedKernels? Of(Tensor kernels)
    {
        if (kernels.dim() != 4 || kernels.shape[2] != kernels.shape[3])
        {
            return null;
        }

        var (outputs, side) = (kernels.shape[0], kernels.shape[3]);
        return _factors
            .Where(factor => outputs % (factor * factor) == 0 && side > factor)
            .Select(factor => new ShiftedKernels(
                kernels
                    .narrow(0, 0, outputs / (factor * factor))
                    .narrow(2, 0, side - factor + 1)
                    .narrow(3, 0, side - factor + 1),
                factor
            ))
            .FirstOrDefault(shifted => shifted.All().eq(kernels).all().item<bool>());
    }

    /// <summary>All copies.</summary>
    public Tensor All()
    {
        using var scope = NewDisposeScope();
        var (channels, inputs, size) = (Kernel.shape[0], Kernel.shape[1], Kernel.shape[2]);
        var all = zeros([Factor, Factor, channels, inputs, Side, Side], dtype: Kernel.dtype);
        for (var pixel = 0; pixel < Factor * Factor; pixel++)
        {
            var (row, column) = (pixel / Factor, pixel % Factor);
            all.select(0, row).select(0, column).narrow(2, row, size).narrow(3, column, size).copy_(Kernel);
        }

        return all.flatten(0, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Writes the one kernel and what makes all of it.</summary>
    /// <returns>The name of the value.</returns>
    public string Write(IOnnxNodes nodes, string name)
    {
        var (channels, inputs) = (Kernel.shape[0], Kernel.shape[1]);
        string Reshaped(string value, params long[] shape) =>
            nodes.Add("Reshape", [value, nodes.Integers("shape", shape)]);
        string Transposed(string value, params long[] axes) =>
            nodes.Add("Transpose", [value], new OnnxSetting("perm", axes));

        // The last axis of four.
        string Moved(string value)
        {
            var lines = nodes.Add("Tile", [value, nodes.Integers("repeats", 1, 1, 1, Factor)]);
            return nodes.Add(
                "Slice",
                [lines, nodes.Integers("first", 0), nodes.Integers("end", Factor * Side), nodes.Integers("axis", 3)]
            );
        }

        var padded = nodes.Add(
            "Pad",
            [nodes.Constant(name, Kernel), nodes.Integers("pads", 0, 0, 0, 0, 0, 0, Factor, Factor)]
        );

        // (C, in, rows, b, columns) to (C, in·b, columns, rows) to (C, in, b, columns, a, rows).
        var columns = Transposed(Reshaped(Moved(padded), channels, inputs, Side + 1, Factor, Side), 0, 1, 3, 4, 2);
        var rows = Moved(Reshaped(columns, channels, inputs * Factor, Side, Side + 1));
        var all = Transposed(Reshaped(rows, channels, inputs, Factor, Side, Factor, Side), 4, 2, 0, 1, 5, 3);
        return Reshaped(all, channels * Factor * Factor, inputs, Side, Side);
    }
}
