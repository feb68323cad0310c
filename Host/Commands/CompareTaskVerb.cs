using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>compare-task</c>: carries out one run of a plan in this process, so that a signal reaches
/// it.</summary>
internal sealed class CompareTaskVerb : ITaskCommands
{
    private readonly string _root;
    private readonly VerbContext _context;

    private CompareTaskVerb(string root, VerbContext context) => (_root, _context) = (root, context);

    public static void Run(string folder, int index, VerbContext context)
    {
        var root = Path.GetFullPath(folder);
        var plan = TaskPlan.Read(root);
        if (index >= plan.Count)
        {
            throw new UserException($"--index {index}: the plan in '{root}' has {plan.Count} runs, from 0.");
        }

        var commands = new CompareTaskVerb(root, context);
        if (new RunDirectory(root).State.Origin is { IsSweep: true })
        {
            new SweepTask(root, plan, commands, context).Carry(index);
        }
        else
        {
            new TaskRun(root, commands, context.Log, context.Cancellation).Carry(plan, index);
        }
    }

    public void Begin(PlannedTask task)
    {
        _context.Arguments = task.Command(_root);
        Verbs.Compress(
            new RunArguments(
                new ConfigurationArguments(task.ConfigurationIn(_root), [], task.Plugins, IsResolved: true)
                {
                    Checks = new PluginChecks
                    {
                        Loaded = catalog =>
                        {
                            if (!task.AcceptPlugins)
                            {
                                CheckPlugins(catalog);
                            }
                        },
                    },
                },
                task.RunIn(_root).Root,
                Smoke: false, // It is in the configuration.
                Json: false
            )
            {
                IsPlanned = true,
            },
            _context
        );
    }

    public void Resume(PlannedTask task) =>
        Verbs.Resume(
            new ResumeArguments(task.RunIn(_root).Root, task.Plugins, task.AcceptPlugins, Json: false),
            _context
        );

    /// <summary>Tests that the plugins are those of the plan.</summary>
    /// <exception cref="UserException">They are not.</exception>
    public void CheckPlugins(PluginCatalog catalog)
    {
        var changes = RunPluginLock.Changes(new RunDirectory(_root), catalog);
        if (changes.Count > 0)
        {
            throw new UserException(
                $"The plugins are not those with which '{_root}' was planned:\n{RunPluginLock.Lines(changes)}\nPut the "
                    + "old files back, or give the command that began it again, which plans with the new ones."
            );
        }
    }
}
