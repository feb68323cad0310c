using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes the files of <c>export.formats</c> that are not there yet, from the model in the run
/// directory.</summary>
internal sealed class ExportPhase(RunContext run) : IPhase
{
    public string Name => PhaseName.Export;

    public IReadOnlyList<string> Reads => [PhaseName.FineTune];

    public bool IsFinished => File.Exists(run.Directory.Result) && FinishedRun.Unwritten(run.Directory).Count == 0;

    /// <inheritdoc/>
    /// <exception cref="UserException">The model cannot be written in a format.</exception>
    /// <exception cref="InvalidOperationException">A file differs from the model by more than its format
    /// may.</exception>
    public void Run()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        var formats = FinishedRun.Unwritten(run.Directory);
        foreach (var (number, format) in formats.Index())
        {
            run.Progress.Count($"export {format.Name}", number, formats.Count);
            var path = FileOf(format);
            var outcome = format.Write(Job(model, format), path);
            ExportRecord.Note(run.Directory.Model, format.Name, path, outcome);
            run.Log.Information("{Path}: {Notes}", path, string.Join(' ', outcome.Notes));
            if (outcome.Caution is { } caution)
            {
                run.Log.Warning("{Path}: {Caution}", path, caution);
            }
        }
    }

    public void RemoveOutputs()
    {
        string[] files = [.. ModelFormats.All.Select(FileOf)];
        foreach (var file in files)
        {
            RunDirectory.RemoveFile(file);
        }

        if (Result() is { Exports: { } exports } result)
        {
            var names = files.Select(file => RelativePath.In(file, run.Directory.Root)).ToHashSet();
            result.With([.. exports.Where(export => !names.Contains(export.File))]).Write(run.Directory);
        }
    }

    // A damaged one is there only where the evaluation is to make another.
    private RunResult? Result()
    {
        try
        {
            return File.Exists(run.Directory.Result) ? RunResult.Read(run.Directory) : null;
        }
        catch (UserException)
        {
            return null;
        }
    }

    private string FileOf(IModelFormat format) =>
        Path.Combine(run.Directory.Export, $"{run.Options.Name}{format.Extension}");

    private ExportJob Job(LoadedModel model, IModelFormat format)
    {
        var (options, side) = (run.Options.Export, run.Options.Data.ImageSize);
        var size = new ImageSize(side, side);
        int? only = options.FixedSize ? side : null;
        return new ExportJob(model, run.Directory.Model)
        {
            Onnx = new OnnxExportOptions
            {
                Shape = new OnnxShape
                {
                    Height = only,
                    Width = only,
                    Pixels = options.Pixels,
                },
            },
            Size = size,
            Origin = RunFacts.Of(run.Directory.Model)?.Origin,
            CheckImages = new Lazy<ExportImages>(() =>
                run.Reading(Split.Test, () =>
                    run.Images.Open(Split.Test, Domain.Source) is { Count: > 0 } tests
                        ? ExportImages.Of(tests, "test images of the run", ExportImages.Checked, size)
                        : ExportImages.Random(model.Graph.InputChannels, ExportImages.Checked, size)
                )
            ),
            CalibrationImages =
                format is not OnnxInt8Format || OnnxInt8Format.HasRanges(model.Graph)
                    ? null
                    : () =>
                        run.Reading(Split.Train, () =>
                            ExportImages.Of(
                                run.Images.Open(Split.Train, Domain.Source),
                                "training images of the run",
                                ExportImages.Calibrating,
                                size
                            )
                        ),
        };
    }
}
