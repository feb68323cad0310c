using static TorchSharp.torch;

namespace GsFramework.Graph.Onnx;

/// <summary>What several kinds of layers write.</summary>
public static class OnnxNodesExtensions
{
    /// <summary>The name of the value as fp32; integers are turned into what they stand for.</summary>
    public static string Float(this IOnnxNodes nodes, OnnxValue value)
    {
        if (value.Grid is not { } grid)
        {
            return value.Name;
        }

        using var scope = NewDisposeScope();
        return nodes.Add("DequantizeLinear", [value.Name, .. Constants(nodes, grid)]);
    }

    /// <summary>The names of all values as fp32.</summary>
    public static string[] Floats(this IOnnxNodes nodes, IEnumerable<OnnxValue> values) =>
        [.. values.Select(value => nodes.Float(value))];

    /// <summary>The integers of the grid that are nearest to an fp32 value, 0 to 255.</summary>
    public static OnnxValue Quantize(this IOnnxNodes nodes, string value, OnnxGrid grid)
    {
        using var scope = NewDisposeScope();
        return new OnnxValue(nodes.Add("QuantizeLinear", [value, .. Constants(nodes, grid)]), grid);
    }

    /// <summary>A scalar fp32 constant.</summary>
    public static string Number(this IOnnxNodes nodes, string name, float value)
    {
        using var scope = NewDisposeScope();
        return nodes.Constant(name, tensor(value));
    }

    /// <summary>A vector of whole numbers.</summary>
    public static string Integers(this IOnnxNodes nodes, string name, params IReadOnlyList<long> values)
    {
        using var scope = NewDisposeScope();
        return nodes.Constant(name, tensor(values.ToArray()));
    }

    // A scalar tensor of uint8: TorchSharp makes one from a byte only with its type said.
    private static string[] Constants(IOnnxNodes nodes, OnnxGrid grid) =>
        [
            nodes.Constant("scale", tensor(grid.Scale)),
            nodes.Constant("zero_point", tensor(grid.ZeroPoint, dtype: ScalarType.Byte)),
        ];
}
