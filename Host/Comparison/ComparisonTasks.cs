using GsFramework.Host.Launching;

namespace GsFramework.Host.Comparison;

/// <summary>What all tasks of a comparison share.</summary>
/// <param name="Plugins">Further folders of plugins.</param>
/// <param name="AcceptPlugins">True to continue with other plugins.</param>
/// <param name="Smoke">True for a few steps.</param>
/// <param name="Threads">Threads of a run.</param>
internal sealed record TaskSettings(IReadOnlyList<string> Plugins, bool AcceptPlugins, bool Smoke, int Threads);

/// <summary>A comparison's plan as lines of <c>plan.jsonl</c>.</summary>
internal static class ComparisonTasks
{
    /// <summary>Describes the runs.</summary>
    /// <param name="plan">The runs, each after the one that it begins with.</param>
    /// <param name="settings">What they share.</param>
    /// <param name="teacherMacs">Multiply-accumulates of the teacher, or null.</param>
    public static IReadOnlyList<PlannedTask> Of(
        IReadOnlyList<PlannedRun> plan,
        TaskSettings settings,
        long? teacherMacs
    )
    {
        var tasks = new List<PlannedTask>();
        var byName = new Dictionary<string, PlannedTask>(StringComparer.Ordinal);
        var frozen = new FrozenConfigurations();
        string[] plugins = [.. settings.Plugins.Select(Path.GetFullPath)];
        foreach (var (index, run) in plan.Index())
        {
            var from = run.From is null ? null : byName[run.From.Name];
            var (configuration, hash) = frozen.Of(run.Options);
            var task = new PlannedTask
            {
                Index = index,
                Name = run.Name,
                Level = from is null ? 0 : from.Level + 1,
                From = from?.Index,
                Configuration = configuration,
                Sha256 = hash,
                Directory = $"runs/{run.Name}",
                Plugins = plugins,
                AcceptPlugins = settings.AcceptPlugins,
                Smoke = settings.Smoke,
                Needs = new TaskNeeds(
                        settings.Threads,
                        teacherMacs is { } macs ? (long)(macs / (run.Ratio ?? 1)) : null
                    ),
            };
            tasks.Add(task);
            byName.Add(task.Name, task);
        }

        return tasks;
    }
}
