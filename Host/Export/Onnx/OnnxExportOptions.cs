namespace GsFramework.Host.Export.Onnx;

/// <summary>What the user asked of an ONNX file.</summary>
internal sealed record OnnxExportOptions
{
    /// <summary>What the file takes and gives.</summary>
    public OnnxShape Shape { get; init; } = new();
}
