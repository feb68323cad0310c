using System.Text.Json.Nodes;
using GsFramework.Core.Export;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>Notes an export in the <c>result.json</c> of the run that made the model, where the model is still
/// there.</summary>
internal static class ExportRecord
{
    /// <summary>Adds an entry to <c>exports</c>, in the place of an earlier one for the same file. What was not
    /// measured is not noted.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="format">The name of the file's format.</param>
    /// <param name="path">The file.</param>
    /// <param name="outcome">What was measured of it.</param>
    /// <param name="predicted">The bytes that the run went by; null where it went by none.</param>
    public static void Note(string model, string format, string path, ExportOutcome outcome, long? predicted = null)
    {
        if (
            outcome.Measured?["check"] is not JsonObject check
            || RunFacts.Of(model) is not { Directory: var run }
            || !File.Exists(run.Result)
        )
        {
            return;
        }

        var file = RelativePath.In(Path.GetFullPath(path), run.Root);
        var entry = check.DeepClone().AsObject();
        entry.Insert(0, "file", file);
        entry.Insert(1, "format", format);
        entry.Insert(2, "bytes", new FileInfo(path).Length);
        if (predicted is not null)
        {
            entry["predictedBytes"] = predicted;
        }

        entry["sha256"] = ModelFolder.HashOf(path);
        var result = RunResult.Read(run);
        var others = (result.Exports ?? []).Where(other => other.File != file);
        result.With([.. others, RecordJson.As<ExportedFile>(entry, path, "")]).Write(run);
    }
}
