using GsFramework.Core.Processes;
using GsFramework.Host.Runs;
using GsFramework.Launching;

namespace GsFramework.Host.Launching;

/// <summary>What is left of a plan, by what it depends on.</summary>
internal static class Launches
{
    /// <summary>The option that hands over again what has not ended well.</summary>
    public const string Retry = "--retry";

    /// <summary>The words that start this program on any node that has it under this path.</summary>
    public static IReadOnlyList<string> Program =>
        [ChildRun.DotNet(), Path.Combine(AppContext.BaseDirectory, "gs.dll")];

    /// <summary>The arguments that carry out a run.</summary>
    /// <param name="root">The plan's folder.</param>
    /// <param name="index">The run's number.</param>
    public static IReadOnlyList<string> TaskLine(string root, int index) =>
        ["compare-task", root, "--index", $"{index}"];

    /// <summary>The arguments that sum up what is finished.</summary>
    /// <param name="root">The plan's folder.</param>
    /// <param name="verb">The verb that began it.</param>
    public static IReadOnlyList<string> GatherLine(string root, string verb) => [verb, root, "--gather"];

    /// <summary>The runs that are to be started, by level. A run that is finished or given up is not among them, nor is
    /// one that begins with a run that is given up.</summary>
    /// <param name="root">The plan's folder.</param>
    /// <param name="plan">The plan.</param>
    public static IReadOnlyList<IReadOnlyList<LaunchedRun>> Levels(string root, IReadOnlyList<PlannedTask> plan)
    {
        var left = new Dictionary<int, (int Level, LaunchedRun Run)>();
        var finished = new HashSet<int>();
        foreach (var task in plan)
        {
            var isDamaged = RunDamage.Of(task.RunIn(root)) is not null;
            if (!isDamaged && FinishedRun.Is(task.RunIn(root)))
            {
                finished.Add(task.Index);
                continue;
            }

            int? waitsFor = task.From is { } from && !finished.Contains(from) ? from : null;
            if (
                isDamaged
                || new TaskHistory(root, task.Name).GivenUp() is not null
                || (waitsFor is { } first && !left.ContainsKey(first))
            )
            {
                continue;
            }

            left[task.Index] = (
                waitsFor is { } before ? left[before].Level + 1 : 0,
                new LaunchedRun(
                    task.Index,
                    task.Name,
                    waitsFor,
                    task.Needs.Threads,
                    TaskLine(root, task.Index)
                )
            );
        }

        return
        [
            .. left
                .Values.GroupBy(static entry => entry.Level)
                .OrderBy(static level => level.Key)
                .Select(static level => (IReadOnlyList<LaunchedRun>)[.. level.Select(static entry => entry.Run)]),
        ];
    }
}
