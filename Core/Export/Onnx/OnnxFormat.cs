using GsFramework.Graph.Layers;

namespace GsFramework.Core.Export.Onnx;

/// <summary>An ONNX file that computes in fp32.</summary>
/// <param name="halfKernels">True to store kernels in half precision.</param>
internal sealed class OnnxFormat(bool halfKernels) : IModelFormat
{
    /// <summary>The format in fp32.</summary>
    public const string SingleName = "onnx";

    /// <summary>The format with kernels in half precision.</summary>
    public const string HalfName = "onnx-fp16";

    public string Name => halfKernels ? HalfName : SingleName;

    public string Summary =>
        halfKernels ? "the same with kernels in half precision" : "an ONNX network that computes in fp32";

    public string Extension => halfKernels ? ".fp16.onnx" : ".onnx";

    public ExportOutcome Write(ExportJob job, string path)
    {
        using var model = FloatForm.Of(job.Model);
        var isQuantized = job.Model.Graph.Nodes.Any(static node => node.Layer is AffineQuantizer);
        return OnnxExport.Write(
            job,
            path,
            model,
            reference: model,
            OnnxCards.Of(job, Name),
            OnnxInt8Format.HasClamps(model.Graph) ? OnnxLimit.Rounding
                : halfKernels ? OnnxLimit.Half
                : OnnxLimit.Fp32,
            isQuantized
                ?
                [
                    "The model rounds its activations to the ranges that it was trained with; this file does not. "
                        + (
                            OnnxInt8Format.Obstacle(job.Model) is var (reason, _)
                                ? $"Nor would one of --format onnx-int8, which needs images for ranges of its own "
                                    + $"(--calibrate DIR): the model {reason}."
                                : "Export with --format onnx-int8 for what was trained."
                        ),
                ]
                : []
        );
    }
}
