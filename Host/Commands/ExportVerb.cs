using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Export;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;
using static TorchSharp.torch;

namespace GsFramework.Host.Commands;

/// <summary>Writes a MODEL in the format of another program.</summary>
internal static class ExportVerb
{
    public static void Run(ExportArguments arguments, VerbContext context)
    {
        var format = ModelFormats.All.Single(format => format.Name == arguments.Format);
        Devices.OpenCpu(threads: 0, context.Log);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        using var model = ModelFolder.Load(arguments.Model, catalog.LayerKinds);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.Model));
        var path = arguments.Out ?? Path.GetRelativePath(Environment.CurrentDirectory, folder + format.Extension);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new UserException($"'{path}' is a folder; -o names the file to write.");
        }

        if (Path.GetDirectoryName(RealPath.Of(path)) == RealPath.Of(folder))
        {
            throw new UserException(
                $"'{path}' is within the model's own folder, which has only the model. Name a file elsewhere with -o."
            );
        }

        Overwriting.Check([path], arguments.Force);

        using var scope = NewDisposeScope();
        var outcome = format.Write(ExportJobs.Make(model, arguments, context), path);
        ExportRecord.Note(arguments.Model, format.Name, path, outcome);
        if (outcome.Caution is { } caution)
        {
            context.Log.Warning("{Path}: {Caution}", path, caution);
        }

        if (arguments.Json)
        {
            var result = new JsonObject
            {
                ["model"] = arguments.Model,
                ["format"] = format.Name,
                ["file"] = path,
                ["bytes"] = new FileInfo(path).Length,
                ["notes"] = new JsonArray([.. outcome.Notes.Select(static note => (JsonNode)note)]),
                ["caution"] = outcome.Caution,
            };
            foreach (var (key, value) in outcome.Measured ?? [])
            {
                result[key] = value?.DeepClone();
            }

            context.Terminal.Output.WriteLine(result.ToJsonString(RecordJson.Format));
            return;
        }

        context.Terminal.WriteText($"Wrote {path}, {new FileInfo(path).Length:N0} bytes.");
        foreach (var note in outcome.Notes)
        {
            context.Terminal.WriteText(note);
        }
    }
}
