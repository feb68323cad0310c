using static TorchSharp.torch;

namespace GsFramework.Graph.Onnx;

/// <summary>
/// An instance norm of integers as ONNX nodes: y = q·a + b, a = γ·s / sqrt(s²·Var q + ε), b = β - a·Mean q. The zero
/// point is in b. The operator of that name would do, but every runtime adds up in an order of its own. Sums of whole
/// numbers are exact: those of a row fit fp32, those of an image fp64. See <see cref="Layers.IntegerArithmetic"/>.
/// </summary>
internal static class OnnxNormalization
{
    private const int Float32 = 1;
    private const int Float64 = 11;

    // Runtimes that keep the channels of a pixel together multiply that many values at a time by a factor a channel.
    // Of fewer, a call takes longer than its products; factors for a whole row are as many as its values.
    private const int FewChannels = 96;

    /// <summary>Writes the norm.</summary>
    /// <param name="input">uint8 on a grid.</param>
    /// <param name="scale">γ [C].</param>
    /// <param name="shift">β [C].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="nodes">Where the nodes go.</param>
    public static OnnxValue Write(OnnxValue input, Tensor scale, Tensor shift, double epsilon, IOnnxNodes nodes)
    {
        using var scope = NewDisposeScope();
        var step = (double)input.Grid!.Scale;
        string Channels(string name, Tensor values) => nodes.Constant(name, values.to(float64).reshape(1, -1, 1, 1));
        string Number(string name, double value) => nodes.Constant(name, tensor(value));
        string Sum(string left, string right) => nodes.Add("Add", [left, right]);
        string Difference(string left, string right) => nodes.Add("Sub", [left, right]);
        string Product(string left, string right) => nodes.Add("Mul", [left, right]);
        string Quotient(string left, string right) => nodes.Add("Div", [left, right]);
        string Cast(string value, int type) => nodes.Add("Cast", [value], new OnnxSetting("to", type));

        // DequantizeLinear with a scale of 1 would do, but ONNX Runtime computes it again for each of its three
        // readers. Of all ways to add up squares this takes the least time there.
        var whole = Cast(input.Name, Float32);
        var sides = nodes.Add("Shape", [input.Name], new("start", 2), new("end", 4));
        var pixels = Cast(nodes.Add("ReduceProd", [sides], new OnnxSetting("keepdims", 0)), Float64);
        string Mean(string values)
        {
            // The sums of rows fit fp32, those of an image do not.
            var ofRows = nodes.Add("ReduceSum", [values, nodes.Integers("columns", 3)]);
            return Quotient(nodes.Add("ReduceSum", [Cast(ofRows, Float64), nodes.Integers("rows", 2)]), pixels);
        }

        var mean = Mean(whole);
        var variance = Difference(Mean(Product(whole, whole)), Product(mean, mean));

        // s / sqrt(s²·v + ε) is 1 / sqrt(v + ε/s²).
        var spread = nodes.Add("Sqrt", [Sum(variance, Number("epsilon", epsilon / (step * step)))]);
        var factor = Quotient(Channels("weight", scale), spread);
        var offset = Difference(Channels("bias", shift), Product(mean, factor));

        // A row of zeros makes a row of it, which moves with the layout of images where Expand does not.
        var zeros = scale.numel() < FewChannels ? Zeros() : null;
        string Row(string channels) =>
            zeros is null ? Cast(channels, Float32) : Sum(zeros, Cast(channels, Float32));
        return new OnnxValue(Sum(Product(whole, Row(factor)), Row(offset)));

        string Zeros()
        {
            var row = nodes.Add(
                "Slice",
                [whole, nodes.Integers("first", 0), nodes.Integers("end", 1), nodes.Integers("rows", 2)]
            );
            return Difference(row, row);
        }
    }
}
