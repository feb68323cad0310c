namespace GsFramework.Host.Launching;

/// <summary>Notes what a scheduler took and no process began: a node that does not see the folder, or has no .NET, says
/// so only in the scheduler's own log.</summary>
internal static class NotStarted
{
    /// <summary>Notes it in the histories of tasks.</summary>
    /// <param name="root">The plan's folder.</param>
    /// <param name="tasks">Those that should have been begun.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void Note(string root, IReadOnlyList<PlannedTask> tasks)
    {
        if (LaunchRecord.Read(root) is not { } launch)
        {
            return;
        }

        foreach (var task in tasks.Where(task => launch.Tasks.Contains(task.Index)))
        {
            var history = new TaskHistory(root, task.Name);
            if (!history.WasBegun)
            {
                history.Add(
                    TaskEventKind.NotStarted,
                    $"{launch.Launcher} took it as one of {string.Join(", ", launch.Jobs)}, and no process began it. "
                        + $"Its log is in '{Path.Combine(root, launch.Launcher)}'; a node that does not see it, or "
                        + $"has no {Launches.Program[0]}, cannot write one."
                );
            }
        }
    }
}
