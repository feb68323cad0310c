using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary>The verbs that run something and leave a run directory.</summary>
internal static class Verbs
{
    public static void Compress(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(
            arguments.Configuration with
            {
                Compresses = true,
            },
            arguments.Out,
            arguments.Smoke,
            context,
            DryRun.OfCompression
        );
        session.FitImages(GeneratorOfCompression);
        session.Run.Directory.CheckFree();
        session.ChoosePrecision(isTeacher: false);
        HeadForecast.Tell(arguments, session.Run, context);
        using var pipeline = new CompressionPipeline(session.Run);
        using var hold = Begin(session.Run, "compress", context);
        var result = NothingIfEmpty(session.Run, pipeline.Run);
        ShowRun.Compression(result, session.Run.Directory, arguments.Json, context);
    }

    public static void Teacher(RunArguments arguments, VerbContext context)
    {
        using var session = RunSession.Open(
            arguments.Configuration,
            arguments.Out,
            arguments.Smoke,
            context,
            DryRun.OfTeacher
        );
        session.FitImages(GeneratorOfTraining);
        session.Run.Directory.CheckFree();
        session.ChoosePrecision(isTeacher: true);
        using var training = TeacherTraining.Create(session.Run);
        using var hold = Begin(session.Run, "teacher", context);
        NothingIfEmpty<object?>(session.Run, () =>
        {
            training.Run();
            return null;
        });
        ShowRun.Teacher(session.Run.Directory, arguments.Json, context);
    }

    public static void Resume(ResumeArguments arguments, VerbContext context)
    {
        var directory = new RunDirectory(arguments.RunDirectory);
        directory.CheckBegun();
        var origin = directory.State.Origin;
        if (origin is { IsComparison: true } or { IsSweep: true })
        {
            throw new UserException(
                $"'{directory.Root}' is a {(origin.IsSweep ? "sweep" : "comparison")}. The command that began it "
                    + $"continues it: {origin.CommandLine}"
            );
        }

        var isTeacher = origin is { IsTeacher: true };
        if (isTeacher && arguments.From is not null)
        {
            throw new UserException(
                "--from: a teacher is trained in one phase. Leave it out, or train again in another folder."
            );
        }

        if (!isTeacher && LacksReportOnly(directory, arguments.From))
        {
            // Nothing needs to be opened for it: neither plugins nor images.
            using var held = directory.Hold(context.Log, context.Cancellation);
            Report.Write(directory.Root);
            arguments = arguments with { From = null };
        }

        if (arguments.From is null && ShowRun.Finished(directory, isTeacher, arguments.Json, context))
        {
            return;
        }

        var configuration = new ConfigurationArguments(
            directory.ResolvedConfiguration,
            [],
            arguments.PluginFolders,
            IsResolved: true,
            Compresses: !isTeacher
        )
        {
            Checks = new PluginChecks
            {
                IsEnforced = false,
                Loaded = catalog => RunPluginLock.Check(directory, catalog, arguments.AcceptPlugins, context.Log),
            },
        };
        using var hold = context.StopWhenLost(directory.Hold(context.Log, context.Cancellation));
        if (hold.LastCall is { } call)
        {
            context.Log.Warning("The last process of this run ended within {Call}", call);
        }

        directory.RemoveRemains();
        using var session = RunSession.Open(configuration, directory.Root, smoke: false, context);
        session.Run.Directory.KeptBy(hold);
        session.FitImages(isTeacher ? GeneratorOfTraining : GeneratorOfCompression);
        context.RunLog.WriteTo(directory.Root);
        RunMachine.Continue(directory, session.Run.Device, context.Log);
        try
        {
            Continue(session.Run, isTeacher, arguments.From);
        }
        catch (PluginException fault)
        {
            throw Advised(fault, directory);
        }

        ShowRun.Finished(directory, isTeacher, arguments.Json, context);
    }

    // As after a process that was killed before it could write the page.
    private static bool LacksReportOnly(RunDirectory directory, string? from) =>
        from switch
        {
            null => !File.Exists(directory.Report) && HasAllNumbers(directory),
            PhaseName.Report => HasAllNumbers(directory),
            _ => false,
        };

    private static bool HasAllNumbers(RunDirectory directory) =>
        File.Exists(directory.Result)
        && FinishedRun.Unwritten(directory).Count == 0
        && !FinishedRun.LacksLatency(directory);

    private static void Continue(RunContext run, bool isTeacher, string? from)
    {
        if (isTeacher)
        {
            using var training = TeacherTraining.Create(run);
            HeldImages.Compare(run);
            training.Run();
        }
        else
        {
            using var pipeline = new CompressionPipeline(run, from);
            HeldImages.Compare(run);
            pipeline.Run();
        }
    }

    /// <summary>The generator whose outputs images of the target domain are compared with.</summary>
    internal static NetworkGraph? GeneratorOfCompression(RunContext run) =>
        run.Options.Model.Teacher is { } teacher ? ModelFolder.ReadGraph(teacher, run.LayerKinds) : null;

    /// <inheritdoc cref="GeneratorOfCompression"/>
    internal static NetworkGraph? GeneratorOfTraining(RunContext run) =>
        run.Options.Model.Generator is { } generator ? run.Parts.CreateGraph(generator) : null;

    // Only now: whatever was wrong with the input has been found, so a wrong start leaves nothing behind.
    internal static IDisposable Begin(RunContext run, string verb, VerbContext context)
    {
        var hold = context.StopWhenLost(run.Directory.Create(null, context.Log, context.Cancellation));
        try
        {
            run.Directory.State.Origin = RunOrigin.Now(verb, context.Arguments, run.Device);
            run.Directory.State.Precision = run.Precision;
            RunPluginLock.Write(run.Directory, run.Plugins, UsedPlugins.Of(run.Options, run.Plugins));
            HeldImages.Note(run);

            // Last: with it the run has begun, and can be resumed.
            AtomicFile.WriteAllText(run.Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(run.Options));
        }
        catch (UserException fault)
        {
            Abandon(run, fault);
            hold.Dispose();
            throw;
        }

        context.RunLog.WriteTo(run.Directory.Root);
        return hold;
    }

    // Some faults show only in the first step, such as a target that cannot be reached.
    private static T NothingIfEmpty<T>(RunContext run, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UserException fault) when (run.Directory.HasNoWork)
        {
            Abandon(run, fault);
            throw;
        }
        catch (PluginException fault)
        {
            throw Advised(fault, run.Directory);
        }
    }

    private static void Abandon(RunContext run, UserException fault)
    {
        if (fault is not RunLostException)
        {
            run.Directory.Abandon();
        }
    }

    // Whoever fixes a plugin makes another one of it.
    private static PluginException Advised(PluginException fault, RunDirectory directory) =>
        new(
            $"{fault.Message} The run is kept as its last checkpoint left it, if there was one yet: continue with "
                + $"'{Shell.Command("resume", directory.Root, RunPluginLock.Accept)}'.",
            fault.InnerException
        );
}
