using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Data;
using GsFramework.Host.Configuration;
using GsFramework.Host.Export;
using GsFramework.Host.Export.Onnx;
using GsFramework.Host.Interchange;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes the files of <c>export.formats</c> of a finished run, from the model as it lies there.</summary>
internal static class RunExports
{
    /// <summary>Writes them.</summary>
    /// <returns>The content of <c>result.json</c>, which has what was measured; null when there is nothing to write.</returns>
    /// <exception cref="UserException">The model cannot be written in a format.</exception>
    /// <exception cref="InvalidOperationException">A file differs from the model by more than its format may.</exception>
    public static JsonObject? Write(RunContext run)
    {
        if (run.Options.Export.Formats.Count == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var model = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        foreach (var format in run.Options.Export.Formats.Distinct().Select(Format))
        {
            var path = Path.Combine(run.Directory.Export, $"{run.Options.Name}{format.Extension}");
            var outcome = format.Write(Job(run, model, format), path);
            run.Log.Information("{Path}: {Notes}", path, string.Join(' ', outcome.Notes));
        }

        return RunDirectory.ReadObject(run.Directory.Result);
    }

    private static IModelFormat Format(ExportFormat format) =>
        ModelFormats.All.Single(other => other.Name == JsonNamingPolicy.KebabCaseLower.ConvertName(format.ToString()));

    private static ExportJob Job(RunContext run, LoadedModel model, IModelFormat format)
    {
        var (options, side) = (run.Options.Export, run.Options.Data.ImageSize);
        var size = new ImageSize(side, side);
        int? only = options.FixedSize ? side : null;
        return new ExportJob(model, run.Directory.Model)
        {
            Onnx = new OnnxExportOptions { Shape = new OnnxShape { Height = only, Width = only, Pixels = options.Pixels } },
            Size = size,
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
