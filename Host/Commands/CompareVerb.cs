using System.Globalization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Teaching;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>compare</c>: plans runs, checks all of them, carries them out, and sums them up.</summary>
internal static class CompareVerb
{
    /// <summary>Runs a comparison, or what is left of it.</summary>
    public static void Run(PlannedArguments arguments, VerbContext context)
    {
        using var launcher = new ChosenLauncher(arguments.Launcher);
        using var prepared = PreparedComparison.Open(
            arguments,
            launcher.Configuration(arguments.Configuration),
            (options, catalog) => launcher.Threads(options, catalog, arguments.Jobs, context.Log),
            context
        );
        launcher.Check(prepared.Options);
        if (arguments.Plan)
        {
            ComparePlanVerb.Run(arguments, prepared, context);
            return;
        }

        var origin = RunOrigin.Now(RunOrigin.Comparison, context.Arguments, prepared.Device);
        launcher.CheckIdle(prepared.Directory.Root, context.Log);
        using (prepared.Begin(arguments, origin, context))
        {
            if (launcher.IsLocal)
            {
                CarryOut(arguments, prepared, origin, context);
            }
            else
            {
                launcher.Launch(prepared.Options.Name, prepared.Directory.Root, prepared.Tasks, context);
            }
        }
    }

    private static void CarryOut(
        PlannedArguments arguments,
        PreparedComparison prepared,
        RunOrigin origin,
        VerbContext context
    )
    {
        var (directory, plan) = (prepared.Directory, prepared.Plan);
        context.Log.Information(
            "{Runs} runs, {Jobs} at a time with {Threads} threads each, in {Directory}",
            plan.Count,
            arguments.Jobs,
            prepared.Threads,
            Path.GetRelativePath(Environment.CurrentDirectory, directory.Root)
        );
        var tables = new ComparisonOutput(prepared.Options, plan, directory, prepared.Device, origin, arguments.Smoke);
        using var progress = context.StartProgress();
        var runner = new TaskRunner(
            directory.Root,
            prepared.Tasks,
            task => FinishedRun.Is(task.RunIn(directory.Root)),
            arguments.Jobs,
            context.Log,
            progress,
            context.Cancellation
        );
        IReadOnlyList<FailedRun> failures;
        try
        {
            failures = Failed(runner.Run(failed => tables.Save(Failed(failed))));
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException(
                $"Interrupted. The same command continues it: {origin.CommandLine}",
                fault,
                context.Cancellation
            );
        }

        progress.Doing("tables and report");
        tables.Save(failures);
        progress.Doing(null);
        tables.Show(arguments.Json, context);
        if (failures.Count > 0)
        {
            throw new UserException(
                $"{failures.Count} of {plan.Count} runs have no result:\n"
                    + string.Join('\n', failures.Select(static failure => $"  {failure.Run.Name}: {failure.Reason}"))
                    + "\nThe same command tries them again."
            );
        }

        // The lines of the plan are its runs in the same order.
        IReadOnlyList<FailedRun> Failed(IReadOnlyList<FailedTask> tasks) =>
            [.. tasks.Select(failed => new FailedRun(plan[failed.Task.Index], failed.Reason))];
    }

    /// <summary>Lists the known methods.</summary>
    public static void List(VerbContext context)
    {
        foreach (var (name, method) in ComparedMethod.Known)
        {
            context.Terminal.WriteText($"{name}\n    {method.Summary}", indent: 4);
            foreach (
                var line in method.Set.Concat(
                    method.From is null ? [] : [$"model:start=the generator of {method.From}"]
                )
            )
            {
                context.Terminal.Output.WriteLine($"    --set {line}");
            }
        }
    }
}
