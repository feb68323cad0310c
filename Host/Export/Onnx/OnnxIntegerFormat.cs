using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Interchange;
using static TorchSharp.torch;

namespace GsFramework.Host.Export.Onnx;

/// <summary>An ONNX file whose convolutions run on integers, from a model that was trained with quantisers.</summary>
internal sealed class OnnxIntegerFormat : IModelFormat
{
    public string Name => "onnx-int8";

    public string Summary => "an ONNX network whose convolutions compute with 8-bit integers";

    public string Extension => ".int8.onnx";

    public ExportOutcome Write(ExportJob job, string path)
    {
        CheckRanges(job);
        using var model = IntegerForm.Of(job.Model);
        byte[] file;
        try
        {
            file = OnnxModel.Write(model.Graph, model.Weights, job.Onnx.Shape, OnnxCards.Of(job, Name) with { Ranges = "trained" });
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{job.Folder}' cannot be exported: {fault.Message}", fault);
        }

        AtomicFile.Write(path, stream => stream.Write(file));
        return new ExportOutcome([]);
    }

    private static void CheckRanges(ExportJob job)
    {
        using var scope = NewDisposeScope();
        var graph = job.Model.Graph;
        if (graph.Nodes.FirstOrDefault(static node => node.Layer is ClampQuantizer) is { } clamp)
        {
            throw new UserException(
                $"'{job.Folder}' was trained with the profile 'reference', whose quantiser '{clamp.Name}' has 257 levels, one more than 8 bits hold: no integer kernel computes that. Export it with --format onnx, which is exact, or train with the profile 'deployable'.");
        }

        if (graph.Nodes.FirstOrDefault(node => node.Layer is AffineQuantizer quantizer
            && quantizer.Grid(job.Model.Weights[node.ParameterName("range")]) is null) is { } unseen)
        {
            throw new UserException($"The range of '{unseen.Name}' in '{job.Folder}' was never observed.");
        }
    }
}
