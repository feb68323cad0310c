using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary>The verbs that run something and leave a run directory.</summary>
internal static class Verbs
{
    public static void Compress(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(arguments.Configuration with { Compresses = true }, arguments.Out, arguments.Smoke, context);
        session.Run.Directory.CheckFree();
        using var pipeline = new CompressionPipeline(session.Run);
        using var hold = Begin(session.Run, "compress", context);
        var result = NothingIfBarren(session.Run, pipeline.Run);
        session.Run.Progress.EndPhase();
        ShowCompression(result, session.Run.Directory, arguments.Json, context);
    }

    public static void Teacher(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(arguments.Configuration, arguments.Out, arguments.Smoke, context);
        session.Run.Directory.CheckFree();
        using var trainer = TeacherTrainer.Create(session.Run);
        using var hold = Begin(session.Run, "teacher", context);
        NothingIfBarren(session.Run, trainer.Run);
        session.Run.Progress.EndPhase();
        ShowTeacher(session.Run.Directory, arguments.Json, context);
    }

    public static void Resume(ResumeArguments arguments, VerbContext context)
    {
        var directory = new RunDirectory(arguments.RunDirectory);
        directory.CheckBegun();
        var note = directory.Note(RunDirectory.KindNote);
        if ($"{note?["verb"]}" == RunDirectory.Comparison)
        {
            throw new UserException($"'{directory.Root}' is a comparison. The command that began it continues it: {RunOrigin.CommandLine(note)}");
        }

        var isTeacher = $"{note?["verb"]}" == "teacher";
        if (!isTeacher && File.Exists(directory.Result) && !File.Exists(directory.Report) && FinishedRun.Unwritten(directory).Count == 0)
        {
            // It was killed before it could write the page.
            Report.Write(directory.Root);
        }

        if (ShowFinished(directory, isTeacher, arguments.Json, context))
        {
            return;
        }

        var configuration = new ConfigurationArguments(
            directory.ResolvedConfiguration, [], arguments.PluginFolders, IsResolved: true, Compresses: !isTeacher)
        {
            Checks = new PluginChecks
            {
                IsEnforced = false,
                Loaded = catalog => RunLock.Check(directory, catalog, arguments.AcceptPlugins, context.Log),
            },
        };
        using var hold = directory.Hold();
        using var session = RunSession.Open(configuration, directory.Root, smoke: false, context);
        context.RunLog.WriteTo(directory.Root);
        RunMachine.GoOn(directory, session.Run.Device, context.Log);
        try
        {
            GoOn(session.Run, isTeacher);
        }
        catch (PluginException fault)
        {
            throw Advised(fault, directory);
        }

        session.Run.Progress.EndPhase();
        ShowFinished(directory, isTeacher, arguments.Json, context);
    }

    private static void GoOn(RunContext run, bool isTeacher)
    {
        if (isTeacher)
        {
            using var trainer = TeacherTrainer.Create(run);
            HeldImages.Compare(run);
            trainer.Run();
        }
        else if (File.Exists(run.Directory.Result))
        {
            // It was killed, or an export failed, after its scores: nothing needs to be trained or measured again.
            CompressionPipeline.Finish(run);
        }
        else
        {
            using var pipeline = new CompressionPipeline(run);
            HeldImages.Compare(run);
            pipeline.Run();
        }
    }

    // Only now: whatever was wrong with the input has been found, so a wrong start leaves nothing behind.
    internal static IDisposable Begin(RunContext run, string verb, VerbContext context)
    {
        var hold = run.Directory.Create();
        var note = new JsonObject { ["verb"] = verb };
        RunOrigin.Write(note, context.Arguments, run.Device);
        run.Directory.Finish(RunDirectory.KindNote, note);
        RunLock.Write(run.Directory, run.Plugins, UsedPlugins.Of(run.Options, run.Plugins));
        AtomicFile.WriteAllText(run.Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(run.Options));
        HeldImages.Note(run);
        context.RunLog.WriteTo(run.Directory.Root);
        return hold;
    }

    // Some faults show only in the first step, such as a target that cannot be reached.
    private static T NothingIfBarren<T>(RunContext run, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UserException) when (run.Directory.IsBarren)
        {
            run.Directory.Abandon();
            throw;
        }
        catch (PluginException fault)
        {
            throw Advised(fault, run.Directory);
        }
    }

    // Whoever fixes a plugin makes another one of it.
    private static PluginException Advised(PluginException fault, RunDirectory directory) => new(
        $"{fault.Message} The run is kept as its last checkpoint left it, if there was one yet: continue with '{Shell.Command("resume", directory.Root, RunLock.Accept)}'.",
        fault.InnerException);

    // A finished run is only shown again.
    private static bool ShowFinished(RunDirectory directory, bool isTeacher, bool json, VerbContext context)
    {
        if (isTeacher)
        {
            if (directory.Note(TeacherTrainer.Phase) is null)
            {
                return false;
            }

            ShowTeacher(directory, json, context);
            return true;
        }

        if (!FinishedRun.Is(directory))
        {
            return false;
        }

        ShowCompression(RunDirectory.ReadObject(directory.Result, "macs", "parameters", "bytes", "scores", "channels"), directory, json, context);
        return true;
    }

    private static void ShowCompression(JsonObject result, RunDirectory directory, bool json, VerbContext context)
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(result.ToJsonString(RunJson.Format));
            return;
        }

        ResultTable.Write(context.Terminal.OutputConsole, result);
        var output = context.Terminal.Output;
        output.WriteLine($"""
            model     {Relative(directory.Model)}{Kept(result)}
            result    {Relative(directory.Result)}
            report    {Relative(directory.Report)}
            """);
        foreach (var file in (result["exports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file["format"],-9} {Relative(Path.Combine(directory.Root, $"{file["file"]}"))}, {(long)file["bytes"]!:N0} bytes, at most {(double)file["maxAbsDifference"]!:0.0E-0} from TorchSharp"));
        }

        // A classifier leaves no pictures.
        if (File.Exists(directory.Sample("final")))
        {
            output.WriteLine($"""
                pictures  {Relative(directory.Sample("final"))}

                Next, translate images of your own, or see dense and compact side by side in your browser:
                  {Shell.Command("translate", Relative(directory.Model), "IN", "OUT")}
                  {Shell.Command("demo", Relative(TeacherOf(directory)), Relative(directory.Model))}
                """);
        }
    }

    // The usual case needs no word.
    private static string Kept(JsonObject result) =>
        KeptResult.Read(result["kept"]) is { Network: KeptResult.IsExtracted } kept ? $" ({kept.Tell()})" : "";

    private static string TeacherOf(RunDirectory directory) =>
        $"{RunDirectory.ReadObject(directory.ResolvedConfiguration, "model")["model"]!["teacher"]}";

    private static void ShowTeacher(RunDirectory directory, bool json, VerbContext context)
    {
        var note = directory.Note(TeacherTrainer.Phase)!;
        if (json)
        {
            context.Terminal.Output.WriteLine(new JsonObject
            {
                ["name"] = note["name"]!.DeepClone(),
                ["steps"] = note["steps"]!.DeepClone(),
                ["seconds"] = note["seconds"]!.DeepClone(),
                ["model"] = directory.Model,
                ["discriminator"] = Directory.Exists(directory.Discriminator) ? directory.Discriminator : null,
                ["keptStep"] = note["keptStep"]?.DeepClone(),
                ["validation"] = note["validation"]?.DeepClone(),
                ["unreadableImages"] = note["unreadableImages"]?.DeepClone() ?? new JsonArray(),
            }.ToJsonString(RunJson.Format));
            return;
        }

        var output = context.Terminal.Output;
        var playedAgainst = Directory.Exists(directory.Discriminator);
        output.WriteLine($"Trained {(int)note["steps"]!} steps in {(double)note["seconds"]!:F0} s.");
        output.WriteLine($"{(playedAgainst ? "generator    " : "network      ")}  {Relative(directory.Model)}{KeptStep(note)}");
        if (playedAgainst)
        {
            output.WriteLine($"discriminator  {Relative(directory.Discriminator)}");
        }

        output.WriteLine($"model card     {Relative(Path.Combine(directory.Model, "card.md"))}");
        var samples = Path.Combine(directory.Root, "samples");
        if (Directory.Exists(samples) && Directory.EnumerateFiles(samples).Any())
        {
            output.WriteLine($"pictures       {Relative(samples)}");
        }

        output.WriteLine();
        string[] networks = playedAgainst
            ? ["--set", $"model:teacher={Relative(directory.Model)}", "--set", $"model:teacherDiscriminator={Relative(directory.Discriminator)}"]
            : ["--set", $"model:teacher={Relative(directory.Model)}"];
        output.WriteLine($"""
            Next, compress it with a configuration that has an objective; what is set here may stand there too:
              {Shell.Command(["compress", "CONFIG", .. networks])}
            """);
    }

    private static string KeptStep(JsonObject note) => note["validation"] is { } validation
        ? $"  (after {note["keptStep"]} steps, where {validation["score"]} was lowest: {(double)validation["value"]!:G4})"
        : "";

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
