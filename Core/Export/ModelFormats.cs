using GsFramework.Core.Export.Onnx;

namespace GsFramework.Core.Export;

/// <summary>The formats of <c>gs export</c>.</summary>
internal static class ModelFormats
{
    public static IReadOnlyList<IModelFormat> All { get; } =
    [
        new OnnxFormat(halfKernels: false),
        new OnnxFormat(halfKernels: true),
        new OnnxInt8Format(),
        new SafeTensorsFormat(),
        new SafeTensorsHalfFormat(),
        new PyTorchNamesFormat(),
    ];
}
