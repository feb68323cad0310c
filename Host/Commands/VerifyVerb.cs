using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Runs;
using GsFramework.Host.Verification;

namespace GsFramework.Host.Commands;

/// <summary>Arguments of <c>verify</c>.</summary>
/// <param name="RunDirectory">The run.</param>
/// <param name="Steps">How many steps of its first training, or null for all of the run.</param>
/// <param name="PluginFolders">Further folders of plugins.</param>
/// <param name="Json">True to print the result object.</param>
internal sealed record VerifyArguments(string RunDirectory, int? Steps, IReadOnlyList<string> PluginFolders, bool Json);

/// <summary>The verb <c>verify</c>: replays a run from its own record, and says whether it gives the same
/// numbers.</summary>
internal static class VerifyVerb
{
    public static void Run(VerifyArguments arguments, VerbContext context)
    {
        var record = RunRecord.Read(arguments.RunDirectory);
        using var folder = ReplayFolder.For(record.Directory.Root);
        var configuration = new ConfigurationArguments(
            record.Directory.ResolvedConfiguration,
            record.Sets,
            arguments.PluginFolders,
            IsResolved: true,
            Compresses: !record.IsTeacher
        )
        {
            // Plugins that have changed are a finding, not a fault.
            Checks = new PluginChecks { IsEnforced = false },
        };
        using var session = RunSession.Open(configuration, folder.Path, smoke: false, context);
        session.FitImages(record.IsTeacher ? Verbs.GeneratorOfTraining : Verbs.GeneratorOfCompression);
        var plan = ReplayPlan.Of(record, session.Run.Options, arguments.Steps);
        var verification = Replay.Run(record, session.Run, plan, run =>
            Verbs.Begin(run, record.IsTeacher ? "teacher" : "compress", context)
        );
        session.Run.Progress.Doing(null);
        Show(verification, arguments.Json, context);
        context.ExitCode = verification.Outcome == VerificationOutcome.Unexplained ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Show(VerificationResult verification, bool json, VerbContext context)
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(VerificationJson.Of(verification).ToJsonString(RecordJson.Format));
            return;
        }

        foreach (var line in VerificationText.Lines(verification))
        {
            context.Terminal.WriteText(line);
        }
    }
}
