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
    public static void Run(SweepArguments arguments, bool retry, VerbContext context)
    {
        var directory = new RunDirectory(arguments.Configuration.Config);
        var plan = TaskPlan.Read(directory.Root);
        directory.CheckBegun();
        var origin = directory.State.Origin is { IsSweep: true } found
            ? found
            : throw new UserException($"'{directory.Root}' is no sweep. Give the folder of one.");
        var (options, catalog) = context.Load(
            arguments.Configuration with
            {
                Config = directory.ResolvedConfiguration,
                IsResolved = true,
                NeedsImages = false,
            }
        );
        using var plugins = catalog;
        using var launcher = new ChosenLauncher(asked: null);
        launcher.Threads(options, catalog, jobs: 1, context.Log);
        var problem = SweepProblem.Of(options, SweepBinding.Most(origin.IsSmoke));
        var output = new SweepOutput(options, problem, directory, origin);
        output.Save();
        output.Show(arguments.Json, context);
        var journal = new SweepJournal(directory.Root, problem, context.Log, context.Cancellation);
        var left = journal.Left();
        if (left.Count == 0)
        {
            SweepVerb.CheckBest(output.Result!);
            return;
        }

        context.Log.Warning(
            "{Left} of {All} tasks have something left to do: {Names}",
            left.Count,
            plan.Count,
            string.Join(", ", left.Select(index => plan[index].Name))
        );
        if (retry && !launcher.IsLocal)
        {
            HandOverAgain(options.Name, directory.Root, plan, journal, launcher, context);
        }
    }

    private static void HandOverAgain(
        string name,
        string root,
        IReadOnlyList<PlannedTask> plan,
        SweepJournal journal,
        ChosenLauncher launcher,
        VerbContext context
    )
    {
        if (launcher.OthersAtWork(root) is { Count: > 0 } others)
        {
            // This job was queued again after it had handed over: those do the rest.
            context.Log.Information("{Jobs} are at work already", string.Join(", ", others));
            return;
        }

        NotStarted.Note(root, [.. journal.Left().Select(index => plan[index])]);
        var handed = launcher.Launch(
            name,
            root,
            plan.Count,
            SweepVerb.Levels(root, plan, journal),
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
