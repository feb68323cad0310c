using GsFramework.Core.Export.Onnx.Calibration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Core.Export.Onnx;

/// <summary>An ONNX file whose convolutions run on integers: of a model that was trained with quantisers, or of any
/// other with images on which to calibrate.</summary>
internal sealed class OnnxInt8Format : IModelFormat
{
    /// <summary>Its name.</summary>
    public const string FormatName = "onnx-int8";

    public string Name => FormatName;

    public string Summary => "an ONNX network whose convolutions compute with 8-bit integers";

    public string Extension => ".int8.onnx";

    /// <summary>True when a network has quantisers with ranges, and a kernel that is quantised. Other kernels, such as
    /// a blur or those of layers that were left in fp32, are computed in fp32.</summary>
    public static bool HasRanges(NetworkGraph graph) =>
        graph.Nodes.Any(static node => node.Layer is AffineQuantizer) && GraphQuantization.IsQuantized(graph);

    /// <summary>The convolutions of a network with integer kernels whose own kernels, though trained, are in
    /// fp32.</summary>
    public static IReadOnlyList<string> FloatLayers(NetworkGraph graph) =>
        [
            .. graph
                .Nodes.Where(static node =>
                    node.Layer is IConvolution { Quantizer: null }
                    && node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Weight)
                )
                .Select(static node => node.Name),
        ];

    /// <summary>True when a network has quantisers with more levels than their bits can tell apart.</summary>
    public static bool HasClamps(NetworkGraph graph) => graph.Nodes.Any(static node => node.Layer is ClampQuantizer);

    public ExportOutcome Write(ExportJob job, string path)
    {
        RefuseClamps(job);
        if (job.CalibrationImages is null)
        {
            CheckRanges(job);
            return Write(job, path, job.Model, "trained", [.. FloatNotes(job.Model.Graph)]);
        }

        var images = job.CalibrationImages();
        var method = OnnxExportOptions.NameOf(job.Onnx.Calibration);
        using var plain = FloatForm.Of(job.Model);
        using var calibrated = PostTraining.Quantize(plain, images.Images, job.Onnx.Calibration);
        return Write(job, path, calibrated, method, $"Ranges by {method} on {images.Images.Count} {images.Source}.");
    }

    private ExportOutcome Write(ExportJob job, string path, LoadedModel model, string ranges, params string[] notes)
    {
        using var form = IntegerForm.Of(model, job.Onnx.Shape.Size);
        return OnnxExport.Write(
            job,
            path,
            form,
            reference: model,
            OnnxCards.Of(job, Name) with
            {
                Ranges = ranges,
            },
            model.Graph.Nodes.Any(static node => node.Layer.NormalizesAcrossChannels)
                ? OnnxLimit.IntegerWithSums
                : OnnxLimit.Integer,
            notes
        );
    }

    private static IEnumerable<string> FloatNotes(NetworkGraph graph)
    {
        if (FloatLayers(graph) is { Count: > 0 } layers)
        {
            yield return $"In fp32, as they were trained: {string.Join(", ", layers)}.";
        }
    }

    private static void RefuseClamps(ExportJob job)
    {
        if (job.Model.Graph.Nodes.FirstOrDefault(static node => node.Layer is ClampQuantizer) is { } clamp)
        {
            throw new UserException(
                $"'{job.Folder}' was trained with the profile 'reference': its quantiser '{clamp.Name}' has 2^bits + "
                    + $"1 levels, one more than its bits can tell apart, so no integer kernel computes what was "
                    + $"trained. "
                    + "Export it with --format onnx, which rounds as it was trained, or train with the profile "
                    + "'deployable'."
            );
        }
    }

    private static void CheckRanges(ExportJob job)
    {
        if (Obstacle(job.Model) is var (reason, remedy))
        {
            throw new UserException($"'{job.Folder}' {reason}. {remedy}");
        }
    }

    /// <summary>Why integers cannot compute what a model was trained with, as what follows on its name, and what to do;
    /// null where they can.</summary>
    public static (string Reason, string Remedy)? Obstacle(LoadedModel model)
    {
        using var scope = NewDisposeScope();
        var graph = model.Graph;
        var edges = graph.Nodes.Where(static node => node.Layer is AffineQuantizer).ToArray();
        if (!HasRanges(graph))
        {
            return (
                "was not trained with 8-bit weights and activations, so it has no ranges for integers",
                "Let 'gs export --format onnx-int8 --calibrate DIR' choose them from images like those that it will "
                    + "translate, or train it with the term 'quantization' in the profile 'deployable'."
            );
        }

        if (
            edges.FirstOrDefault(edge =>
                ((AffineQuantizer)edge.Layer).Grid(model.Weights[edge.ParameterName("range")]) is null
            ) is
            { } unseen
        )
        {
            return (
                $"has quantisers whose ranges were never observed, such as '{unseen.Name}'",
                "Give images with --calibrate DIR, or train it further."
            );
        }

        return
            edges.FirstOrDefault(edge =>
                graph.Contains(edge.Inputs[0]) && graph[edge.Inputs[0]].Layer is AffineQuantizer
            )
                is { } second
            ? (
                $"has a quantiser '{second.Name}' that rounds again what '{second.Inputs[0]}' has rounded, and ONNX "
                    + $"Runtime makes one of two in a row, which computes something else",
                "Train it again, which puts one quantiser there, give images with --calibrate DIR, or export it with "
                    + "--format onnx."
            )
            : null;
    }
}
