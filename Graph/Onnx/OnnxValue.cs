namespace GsFramework.Graph.Onnx;

/// <summary>A value between two nodes of an ONNX graph, (N, C, H, W).</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Grid">What its integers stand for when it is uint8; null when it is fp32.</param>
public sealed record OnnxValue(string Name, OnnxGrid? Grid = null);

/// <summary>Numbers that uint8 integers q stand for: (q -
/// <paramref name="ZeroPoint"/>)·<paramref name="Scale"/>.</summary>
/// <param name="Scale">The distance of two neighbours, above 0.</param>
/// <param name="ZeroPoint">The integer that stands for 0, from 0 to 255.</param>
public sealed record OnnxGrid(float Scale, int ZeroPoint);
