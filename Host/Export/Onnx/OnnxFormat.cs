using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Interchange;

namespace GsFramework.Host.Export.Onnx;

/// <summary>An ONNX file that computes in fp32.</summary>
/// <param name="halfKernels">True to store kernels in half precision.</param>
internal sealed class OnnxFormat(bool halfKernels) : IModelFormat
{
    public string Name => halfKernels ? "onnx-fp16" : "onnx";

    public string Summary => halfKernels ? "the same with kernels in half precision" : "an ONNX network that computes in fp32";

    public string Extension => halfKernels ? ".fp16.onnx" : ".onnx";

    public ExportOutcome Write(ExportJob job, string path)
    {
        using var model = FloatForm.Of(job.Model);
        byte[] file;
        try
        {
            file = OnnxModel.Write(model.Graph, model.Weights, job.Onnx.Shape, OnnxCards.Of(job, Name), halfKernels);
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{job.Folder}' cannot be exported: {fault.Message}", fault);
        }

        AtomicFile.Write(path, stream => stream.Write(file));
        return new ExportOutcome(Notes(job.Model.Graph));
    }

    private static string[] Notes(NetworkGraph graph) => graph.Nodes.Any(static node => node.Layer is AffineQuantizer)
        ? ["The model rounds its activations to the ranges that it was trained with; this file does not. Export with --format onnx-int8 for what was trained."]
        : [];
}
