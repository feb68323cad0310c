using System.Text.Json.Nodes;
using GsFramework.Host.Inference;
using GsFramework.Host.Interchange;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Export.Onnx;

/// <summary>Notes an export in the <c>result.json</c> of the run that made the model, where the model still lies there.</summary>
internal static class ExportRecord
{
    /// <summary>Adds an entry to <c>exports</c>, in the place of an earlier one for the same file.</summary>
    public static void Note(ExportJob job, OnnxCard card, string path, long bytes, OnnxCheck check)
    {
        if (RunFacts.Of(job.Folder) is not { Directory: var run } || !File.Exists(run.Result))
        {
            return;
        }

        var file = RelativePath.In(Path.GetFullPath(path), run.Root);
        var entry = check.ToJson();
        entry.Insert(0, "file", file);
        entry.Insert(1, "format", card.Format);
        entry.Insert(2, "bytes", bytes);
        var result = RunDirectory.ReadObject(run.Result);
        var others = (result["exports"] as JsonArray ?? []).Where(other => (string?)other?["file"] != file).Select(static other => other?.DeepClone());
        result["exports"] = new JsonArray([.. others, entry]);
        AtomicFile.WriteAllText(run.Result, result.ToJsonString(CompressionResult.Format) + "\n");
    }
}
