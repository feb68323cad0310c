using GsFramework.Graph.Onnx;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>An integer kernel without the zeros of its last channels, which a file need not hold. Those of
/// <see cref="RowForm"/> are behind the channels of each of several pixels.</summary>
/// <param name="Whole">[out, in, rows, columns]</param>
/// <param name="Pixels">How often the output channels are repeated.</param>
/// <param name="Outputs">Channels of zeros behind the output channels of each pixel.</param>
/// <param name="Inputs">Channels of zeros behind the input channels.</param>
internal sealed record CutKernel(Tensor Whole, int Pixels, long Outputs, long Inputs)
{
    // Of fewer bytes, the nodes would take more.
    private const int LeastCut = 512;
    private static readonly int[] _pixels = [1, 2, 3, 4, 9, 16];

    private long Channels => Whole.shape[0] / Pixels;

    private long Saved => Whole.numel() - (Whole.numel() / Channels / Whole.shape[1] * Kept);

    private long Kept => (Channels - Outputs) * (Whole.shape[1] - Inputs);

    /// <summary>The kernel with as many zeros cut as can be, or null when it is not worth it.</summary>
    public static CutKernel? Of(Tensor kernel)
    {
        using var scope = NewDisposeScope();
        var isUsed = kernel.ne(0).flatten(2).any(2);
        var inputs = ZerosBehind(isUsed.any(0));
        var best = _pixels
            .Where(pixels => kernel.shape[0] % pixels == 0)
            .Select(pixels => new CutKernel(
                kernel,
                pixels,
                ZerosBehind(isUsed.any(1).reshape(pixels, -1).any(0)),
                inputs
            ))
            .MaxBy(static cut => cut.Saved);
        return best?.Saved >= LeastCut ? best : null;
    }

    /// <summary>Writes what is left and the nodes that add the zeros, which a runtime computes when it loads the
    /// file.</summary>
    /// <returns>The name of the value.</returns>
    public string Write(IOnnxNodes nodes, string name)
    {
        long[] window = [.. Whole.shape.Skip(2)];
        var left = Whole
            .reshape([Pixels, Channels, .. Whole.shape.Skip(1)])
            .narrow(1, 0, Channels - Outputs)
            .narrow(2, 0, Whole.shape[1] - Inputs)
            .flatten(0, 1);
        string Reshaped(string value, params long[] shape) =>
            nodes.Add("Reshape", [value, nodes.Integers("shape", shape)]);
        string Padded(string value, params long[] pads) => nodes.Add("Pad", [value, nodes.Integers("pads", pads)]);
        var stored = nodes.Constant(name, left);
        return Pixels == 1
            ? Padded(stored, 0, 0, 0, 0, Outputs, Inputs, 0, 0)
            : Reshaped(
                Padded(
                    Reshaped(stored, [Pixels, Channels - Outputs, Whole.shape[1] - Inputs, .. window]),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Outputs,
                    Inputs,
                    0,
                    0
                ),
                [.. Whole.shape]
            );
    }

    private static long ZerosBehind(Tensor isUsed)
    {
        var used = isUsed.nonzero();
        return used.numel() > 0 ? isUsed.shape[0] - 1 - used.max().item<long>() : 0;
    }
}
