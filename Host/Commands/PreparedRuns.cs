using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;
using TorchSharp;

namespace GsFramework.Host.Commands;

/// <summary>Runs that are planned, and of which nothing is written yet: what a comparison and a sweep share.</summary>
internal abstract class PreparedRuns : IDisposable
{
    /// <summary>The base configuration.</summary>
    public required RunOptions Options { get; init; }

    public required PluginCatalog Catalog { get; init; }

    /// <summary>The directory of all.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>The lines of the plan file.</summary>
    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    public required PrecisionRecord Precision { get; init; }

    public required torch.Device Device { get; init; }

    /// <summary>Threads of a run.</summary>
    public required int Threads { get; init; }

    public void Dispose() => Catalog.Dispose();

    /// <summary>Loads a configuration and plans; a fault leaves no plugins loaded.</summary>
    protected static T Loaded<T>(
        ConfigurationArguments configuration,
        VerbContext context,
        Func<RunOptions, PluginCatalog, T> plan
    )
    {
        var (options, catalog) = context.Load(configuration);
        try
        {
            return plan(options, catalog);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    protected static torch.Device OpenDevice(RunOptions options, VerbContext context) =>
        Devices.Open(
            options.Device,
            options.Threads,
            options.Training.Precision == Core.Configuration.Precision.Bf16,
            context.Log
        );

    protected static RunDirectory DirectoryOf(PlannedArguments arguments, RunOptions options) =>
        new(arguments.Out ?? RunSession.DefaultDirectory(arguments.Smoke ? $"{options.Name}-smoke" : options.Name));

    /// <summary>Makes or opens the directory, and writes the plan.</summary>
    /// <param name="open">Makes or opens it, and keeps other programs out.</param>
    /// <param name="used">The configurations whose plugins are locked.</param>
    /// <param name="asked">The tasks that this command asks for.</param>
    /// <param name="origin">How they were begun.</param>
    /// <param name="context">The verb's.</param>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or what was begun in another way.</exception>
    protected IDisposable Begin(
        Func<RunLock> open,
        IEnumerable<RunOptions> used,
        Func<IEnumerable<string>> asked,
        RunOrigin origin,
        VerbContext context
    )
    {
        var hold = context.StopWhenLost(open());
        try
        {
            Directory.State.Origin = origin;
            Directory.State.Precision = Precision;
            AtomicFile.WriteAllText(Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(Options));
            RunPluginLock.Write(
                Directory,
                Catalog,
                used.SelectMany(options => UsedPlugins.Of(options, Catalog)).ToHashSet(StringComparer.Ordinal)
            );
            TaskPlan.Write(Directory.Root, Tasks);
            foreach (var task in asked())
            {
                new TaskHistory(Directory.Root, task).Add(TaskEventKind.Asked);
            }

            context.RunLog.WriteTo(Directory.Root);
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }
}
