using GsFramework.Graph.Onnx;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Nodes that turn uint8 images (N, H, W, C) into fp32 (N, C, H, W) in [-1, 1] and back, in the way of
/// <c>gs translate</c>: v / 127.5 - 1, and round((v + 1)·127.5).</summary>
internal static class PixelNodes
{
    private const int Float32 = 1;
    private const int Byte = 2;

    public static string Decode(IOnnxNodes nodes, string pixels)
    {
        var planes = nodes.Add("Transpose", [pixels], new OnnxSetting("perm", [0, 3, 1, 2]));
        var numbers = nodes.Add("Cast", [planes], new OnnxSetting("to", Float32));
        var scaled = nodes.Add("Div", [numbers, nodes.Number("half", 127.5f)]);
        return nodes.Add("Sub", [scaled, nodes.Number("one", 1)]);
    }

    public static string Encode(IOnnxNodes nodes, string image)
    {
        var scaled = nodes.Add(
            "Mul",
            [nodes.Add("Add", [image, nodes.Number("one", 1)]), nodes.Number("half", 127.5f)]
        );
        var clipped = nodes.Add(
            "Clip",
            [nodes.Add("Round", [scaled]), nodes.Number("min", 0), nodes.Number("max", 255)]
        );
        var bytes = nodes.Add("Cast", [clipped], new OnnxSetting("to", Byte));
        return nodes.Add("Transpose", [bytes], new OnnxSetting("perm", [0, 2, 3, 1]));
    }
}
