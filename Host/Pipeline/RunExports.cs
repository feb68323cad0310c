using GsFramework.Core.Configuration;
using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes the files of <c>export.formats</c> of a run that has its result, from the model as it lies there.</summary>
internal static class RunExports
{
    /// <summary>Finds what no network of this graph can be written in, before it is trained.</summary>
    /// <exception cref="UserException">There is such a format.</exception>
    public static void Check(ExportOptions options, NetworkGraph graph)
    {
        if (options.Formats.Contains(ExportFormat.OnnxInt8) && OnnxIntegerFormat.HasClamps(graph))
        {
            throw new UserException(
                "export.formats asks for 'onnx-int8', but objective.terms.quantization trains in the profile 'reference', whose 2^bits + 1 levels no integer kernel has. "
                + "Take 'onnx' alone, or train with the profile 'deployable'.");
        }
    }

    /// <summary>Writes those that are not there yet.</summary>
    /// <exception cref="UserException">The model cannot be written in a format.</exception>
    /// <exception cref="InvalidOperationException">A file differs from the model by more than its format may.</exception>
    public static void Write(RunContext run)
    {
        var formats = FinishedRun.Unwritten(run.Directory);
        if (formats.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var model = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        foreach (var format in formats)
        {
            var path = Path.Combine(run.Directory.Export, $"{run.Options.Name}{format.Extension}");
            var outcome = format.Write(Job(run, model, format), path);
            ExportRecord.Note(run.Directory.Model, format.Name, path, outcome);
            run.Log.Information("{Path}: {Notes}", path, string.Join(' ', outcome.Notes));
        }
    }

    private static ExportJob Job(RunContext run, LoadedModel model, IModelFormat format)
    {
        var (options, side) = (run.Options.Export, run.Options.Data.ImageSize);
        var size = new ImageSize(side, side);
        int? only = options.FixedSize ? side : null;
        return new ExportJob(model, run.Directory.Model)
        {
            Onnx = new OnnxExportOptions { Shape = new OnnxShape { Height = only, Width = only, Pixels = options.Pixels } },
            Size = size,
            Origin = RunFacts.Of(run.Directory.Model)?.Origin,
            CheckImages = new Lazy<ExportImages>(() => run.Reading(Split.Test, () => run.Images.Open(Split.Test, Domain.Source) is { Count: > 0 } tests
                ? ExportImages.Of(tests, "test images of the run", ExportImages.Checked, size)
                : ExportImages.Random(model.Graph.InputChannels, ExportImages.Checked, size))),
            CalibrationImages = format is not OnnxIntegerFormat || OnnxIntegerFormat.HasRanges(model.Graph)
                ? null
                : () => run.Reading(Split.Train, () => ExportImages.Of(
                    run.Images.Open(Split.Train, Domain.Source), "training images of the run", ExportImages.Calibrating, size)),
        };
    }
}
