using GsFramework.Core.Arithmetic;
using GsFramework.Core.Processes;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compare DIR --gather</c>: tables and report from the runs that are finished, at any time.</summary>
internal static class CompareGatherVerb
{
    private const int MostNames = 10;

    /// <summary>Gathers.</summary>
    /// <param name="arguments">The command line; its configuration is the comparison's folder.</param>
    /// <param name="retry">True for the last job of a launch, which hands over again what has not ended well.</param>
    /// <param name="context">The verb's.</param>
    public static void Run(PlannedArguments arguments, bool retry, VerbContext context)
    {
        using var folder = GatheredFolder.Open(
            arguments,
            static origin => origin.IsComparison,
            "comparison",
            context
        );
        var (directory, tasks, options) = (folder.Directory, folder.Tasks, folder.Options);
        retry = retry && !folder.IsAtWork(context);
        var smoke = folder.Origin.IsSmoke;
        var plan = ComparisonPlan.Of(options, directory.Root, tasks.Count > 0 ? tasks[0].Needs.Threads : 1, smoke);
        if (retry)
        {
            NotStarted.Note(directory.Root, [.. tasks.Where(task => MayBegin(directory.Root, tasks, task))]);
        }

        var failed = Failed(directory.Root, plan, tasks);
        var device = Devices.Open(options.Device, options.Threads, bfloat16: false, context.Log);
        var output = new ComparisonOutput(options, plan, directory, device, folder.Origin, smoke);
        output.Save(failed);
        output.Show(arguments.Json, context);
        var missing = plan.Where(run => run.Damage() is not null || !run.IsFinished).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        context.Log.Warning(
            "{Missing} of {All} runs are not in these tables, since they are not finished: {Names}",
            missing.Length,
            plan.Count,
            string.Join(", ", missing.Take(MostNames).Select(static run => run.Name))
                + (missing.Length > MostNames ? ", …" : "")
        );
        if (retry && !folder.Launcher.IsLocal && folder.Launcher.Launch(options.Name, directory.Root, tasks, context))
        {
            return;
        }

        if (failed.Count > 0)
        {
            throw new UserException(
                $"{failed.Count} of {plan.Count} runs have failed:\n"
                    + string.Join('\n', failed.Select(static failure => $"  {failure.Run.Name}: {failure.Reason}"))
                    + $"\nThe command that began the comparison tries them again: {folder.Origin.CommandLine}"
            );
        }
    }

    private static List<FailedRun> Failed(
        string root,
        IReadOnlyList<PlannedRun> plan,
        IReadOnlyList<PlannedTask> tasks
    ) =>
        [
            .. RunStatusReader
                .Read(root, tasks)
                .Where(static status => status.State == RunActivity.Failed)
                .SelectMany(status =>
                    plan.Where(run => run.Name == status.Name).Select(run => new FailedRun(run, status.Reason ?? ""))
                ),
        ];

    private static bool MayBegin(string root, IReadOnlyList<PlannedTask> tasks, PlannedTask task) =>
        task.From is not { } from
        || (RunDamage.Of(tasks[from].RunIn(root)) is null && FinishedRun.Is(tasks[from].RunIn(root)));
}
