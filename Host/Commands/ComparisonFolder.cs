using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>The directory of a comparison, new or to be continued: runs that are there must be those of the
/// plan.</summary>
internal static class ComparisonFolder
{
    // Sections that say nothing of what a run computes.
    private static readonly string[] _free = ["comparison", "plugins", "threads"];

    /// <summary>Makes the directory, or opens it to continue.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="plan">The runs.</param>
    /// <param name="tasks">The same as lines of the plan file.</param>
    /// <param name="catalog">The plugins.</param>
    /// <param name="acceptPlugins">True to continue runs with other plugins.</param>
    /// <param name="context">The verb's.</param>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or runs that were begun in another way.</exception>
    public static RunLock Open(
        RunDirectory directory,
        IReadOnlyList<PlannedRun> plan,
        IReadOnlyList<PlannedTask> tasks,
        PluginCatalog catalog,
        bool acceptPlugins,
        VerbContext context
    )
    {
        if (BegunFolder.Create(directory, static origin => origin.IsComparison, "comparison", context) is { } created)
        {
            return created;
        }

        foreach (var (run, task) in plan.Zip(tasks).Where(static pair => pair.First.Damage() is null))
        {
            CheckSame(run, task.Configuration, catalog);
            if (!acceptPlugins)
            {
                CheckSamePlugins(run, catalog);
            }
        }

        return directory.Hold(context.Log, context.Cancellation);
    }

    // A run that was begun with other settings must not stand in the same table.
    private static void CheckSame(PlannedRun run, JsonObject now, PluginCatalog catalog)
    {
        var path = new RunDirectory(run.Directory).ResolvedConfiguration;
        if (!File.Exists(path))
        {
            return;
        }

        if (BegunConfiguration.Change(path, now, catalog, _free) is { } changed)
        {
            throw new UserException(
                $"The run '{run.Name}' was begun with another configuration: '{changed}' is not what it was. Give "
                    + $"another folder with --out, "
                    + $"remove '{run.Directory}' to run it again, or undo the change."
            );
        }
    }

    // Nor must one whose terms or networks were other code.
    private static void CheckSamePlugins(PlannedRun run, PluginCatalog catalog)
    {
        var changes = RunPluginLock.Changes(new RunDirectory(run.Directory), catalog);
        if (changes.Count > 0)
        {
            throw new UserException(
                $"The run '{run.Name}' was begun with other plugins:\n{RunPluginLock.Lines(changes)}\nGive another "
                    + $"folder with --out, remove "
                    + $"'{run.Directory}' to run it again, put the old plugins back, or continue knowingly with "
                    + $"{RunPluginLock.Accept}."
            );
        }
    }
}
