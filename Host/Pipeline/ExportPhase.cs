using System.Runtime.ExceptionServices;
using GsFramework.Core.Export;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Writes the files of <c>export.formats</c> that are not there yet, from the model in the run directory. One
/// that cannot be written does not keep the others from it.</summary>
internal sealed class ExportPhase(RunContext run) : IPhase
{
    // What a prediction may be off before it is to be known.
    private const double MostOff = 0.1;

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
        ExceptionDispatchInfo? first = null;
        foreach (var (number, format) in formats.Index())
        {
            run.Progress.Count($"export {format.Name}", number, formats.Count);
            try
            {
                Write(model, format);
            }
            catch (Exception fault) when (first is null && fault is (UserException or InvalidOperationException))
            {
                first = ExceptionDispatchInfo.Capture(fault);
            }
            catch (Exception fault) when (fault is UserException or InvalidOperationException)
            {
                run.Log.Warning("{Path} was not written: {Reason}", FileOf(format), fault.Message);
            }
        }

        first?.Throw();
    }

    private void Write(LoadedModel model, IModelFormat format)
    {
        var path = FileOf(format);
        var outcome = format.Write(RunExport.Job(run, model, run.Directory.Model, format), path);
        var predicted = Predicted(model, format);
        ExportRecord.Note(run.Directory.Model, format.Name, path, outcome, predicted);
        run.Log.Information("{Path}: {Notes}", path, string.Join(' ', outcome.Notes));
        if (outcome.Caution is { } caution)
        {
            run.Log.Warning("{Path}: {Caution}", path, caution);
        }

        var file = new ExportedFile(path, format.Name, new FileInfo(path).Length) { PredictedBytes = predicted };
        if (file.Unforeseen is { } off && Math.Abs(off) > MostOff)
        {
            run.Log.Warning("{Path}: {Prediction:l}", path, file.Prediction);
        }
    }

    private long? Predicted(LoadedModel model, IModelFormat format) =>
        RunCosts.Of(run.Directory).Bytes is { } costs && costs.Format == format.Name
            ? (long)Math.Round(costs.Of(model.Graph))
            : null;

    public void RemoveOutputs()
    {
        string[] files = [.. ModelFormats.All.Select(FileOf)];
        foreach (var file in files)
        {
            RunDirectory.RemoveFile(file);
        }

        if (RunResult.Find(run.Directory) is { Exports: { } exports } result)
        {
            var names = files.Select(file => RelativePath.In(file, run.Directory.Root)).ToHashSet();
            result.With([.. exports.Where(export => !names.Contains(export.File))]).Write(run.Directory);
        }
    }

    private string FileOf(IModelFormat format) =>
        Path.Combine(run.Directory.Export, $"{run.Options.Name}{format.Extension}");
}
