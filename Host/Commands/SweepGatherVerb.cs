using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;

namespace GsFramework.Host.Commands;

/// <summary><c>gs sweep DIR --gather</c>: table and report from the trials so far, at any time.</summary>
internal static class SweepGatherVerb
{
    /// <summary>Gathers.</summary>
    /// <param name="arguments">The command line; its configuration is the sweep's folder.</param>
    /// <param name="retry">True for the last job of a launch, which hands over again what has not ended.</param>
    /// <param name="context">The verb's.</param>
    public static void Run(PlannedArguments arguments, bool retry, VerbContext context)
    {
        using var folder = GatheredFolder.Open(arguments, static origin => origin.IsSweep, "sweep", context);
        var root = folder.Directory.Root;
        var problem = SweepProblem.Of(folder.Options, SweepBinding.Most(folder.Origin.IsSmoke));
        var output = new SweepOutput(folder.Options, problem, folder.Directory, folder.Origin);
        output.Save();
        output.Show(arguments.Json, context);
        var journal = new SweepJournal(root, problem, context.Log, context.Cancellation);
        var left = journal.Left();
        if (left.Count == 0)
        {
            SweepVerb.CheckBest(output.Result!);
            return;
        }

        context.Log.Warning(
            "{Left} of {All} tasks have something left to do: {Names}",
            left.Count,
            folder.Tasks.Count,
            string.Join(", ", left.Select(index => folder.Tasks[index].Name))
        );
        if (retry && !folder.Launcher.IsLocal && !folder.IsAtWork(context))
        {
            HandOverAgain(folder, journal, context);
        }
    }

    private static void HandOverAgain(GatheredFolder folder, SweepJournal journal, VerbContext context)
    {
        var root = folder.Directory.Root;
        NotStarted.Note(root, [.. journal.Left().Select(index => folder.Tasks[index])]);
        var handed = folder.Launcher.Launch(
            folder.Options.Name,
            root,
            folder.Tasks.Count,
            SweepVerb.Levels(root, folder.Tasks, journal),
            Launches.GatherLine(root, RunOrigin.Sweep),
            context
        );
        if (!handed)
        {
            throw new UserException(
                "No process began what is left, three times in a row: the logs of the jobs may say why. The command "
                    + "that began the sweep tries it again."
            );
        }
    }
}
