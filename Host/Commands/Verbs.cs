using System.Text.Json.Nodes;
using GsFramework.Host.Configuration;
using GsFramework.Host.Interchange;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary>The verbs that run something and leave a run directory.</summary>
internal static class Verbs
{
    public static void Compress(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(arguments.Configuration, arguments.Out, arguments.Smoke, context);
        session.Run.Directory.CheckFree();
        using var pipeline = new CompressionPipeline(session.Run);
        Begin(session.Run, "compress", context);
        Finish(pipeline.Run(), session.Run, arguments.Json, context);
    }

    public static void Teacher(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(arguments.Configuration, arguments.Out, arguments.Smoke, context);
        session.Run.Directory.CheckFree();
        using var trainer = CycleGanTrainer.Create(session.Run);
        Begin(session.Run, "teacher", context);
        Finish(trainer, session.Run, arguments.Json, context);
    }

    public static void Resume(ResumeArguments arguments, VerbContext context)
    {
        var directory = new RunDirectory(arguments.RunDirectory);
        if (!File.Exists(directory.ResolvedConfiguration))
        {
            throw new UserException(
                $"'{directory.Root}' is no run directory: it has no config.resolved.json. Give the folder that 'gs compress' or 'gs teacher' wrote.");
        }

        var configuration = new ConfigurationArguments(
            directory.ResolvedConfiguration, [], arguments.PluginFolders, IsResolved: true);
        using var session = RunSession.Open(configuration, directory.Root, smoke: false, context);
        context.RunLog.WriteTo(directory.Root);
        if (directory.Note(RunDirectory.KindNote)?["verb"]?.ToString() == "teacher")
        {
            using var trainer = CycleGanTrainer.Create(session.Run);
            Finish(trainer, session.Run, arguments.Json, context);
            return;
        }

        using var pipeline = new CompressionPipeline(session.Run);
        Finish(pipeline.Run(), session.Run, arguments.Json, context);
    }

    // Only now: whatever was wrong with the input has been found, so a wrong start leaves nothing behind.
    private static void Begin(RunContext run, string verb, VerbContext context)
    {
        run.Directory.Create();
        AtomicFile.WriteAllText(run.Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(run.Options));
        run.Directory.Finish(RunDirectory.KindNote, new JsonObject { ["verb"] = verb });
        context.RunLog.WriteTo(run.Directory.Root);
    }

    private static void Finish(JsonObject result, RunContext run, bool json, VerbContext context)
    {
        run.Progress.EndPhase();
        if (json)
        {
            context.Terminal.Output.WriteLine(result.ToJsonString(CompressionResult.Format));
            return;
        }

        ResultTable.Write(context.Terminal.OutputConsole, result);
        context.Terminal.Output.WriteLine($"""
            model     {Relative(run.Directory.Model)}
            result    {Relative(run.Directory.Result)}
            pictures  {Relative(run.Directory.Sample("final"))}

            Next, translate images of your own:
              dotnet run --project Host -c Release -- translate {Relative(run.Directory.Model)} IN OUT
            """);
    }

    private static void Finish(CycleGanTrainer trainer, RunContext run, bool json, VerbContext context)
    {
        var outcome = trainer.Run();
        run.Progress.EndPhase();
        if (json)
        {
            context.Terminal.Output.WriteLine(new JsonObject
            {
                ["name"] = run.Options.Name,
                ["steps"] = outcome.Steps,
                ["seconds"] = outcome.Seconds,
                ["model"] = run.Directory.Model,
                ["discriminator"] = run.Directory.Discriminator,
            }.ToJsonString(CompressionResult.Format));
            return;
        }

        context.Terminal.Output.WriteLine($"""
            Trained {outcome.Steps} steps in {outcome.Seconds:F0} s.
            generator      {Relative(run.Directory.Model)}
            discriminator  {Relative(run.Directory.Discriminator)}
            pictures       {Relative(Path.Combine(run.Directory.Root, "samples"))}

            Next, give both folders as model.teacher and model.teacherDiscriminator in a configuration for 'gs compress'.
            """);
    }

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
