using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Commands;

/// <summary>A comparison whose runs are planned and bound, and of which nothing is written yet.</summary>
internal sealed class PreparedComparison : PreparedRuns
{
    private PreparedComparison() { }

    public required IReadOnlyList<PlannedRun> Plan { get; init; }

    /// <summary>Plans a comparison.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="configuration">Its configuration, with what a launcher lays over it.</param>
    /// <param name="threads">Threads of a run, where the configuration leaves them open.</param>
    /// <param name="context">The verb's.</param>
    /// <exception cref="UserException">Something is wrong; nothing was written.</exception>
    public static PreparedComparison Open(
        PlannedArguments arguments,
        ConfigurationArguments configuration,
        Func<RunOptions, PluginCatalog, int> threads,
        VerbContext context
    ) =>
        Loaded(
            configuration,
            context,
            (options, catalog) => Open(arguments, configuration, options, catalog, threads, context)
        );

    private static PreparedComparison Open(
        PlannedArguments arguments,
        ConfigurationArguments configuration,
        RunOptions options,
        PluginCatalog catalog,
        Func<RunOptions, PluginCatalog, int> threads,
        VerbContext context
    )
    {
        if (options.Training.Budget is null)
        {
            throw new UserException(
                "A comparison needs training.budget, with 'updates' or 'cpuSeconds': what every method may spend, so "
                    + "that they meet on equal terms."
            );
        }

        var shared = threads(options, catalog);
        var ofRun = options.Threads > 0 ? options.Threads : shared;
        var device = OpenDevice(options, context);
        var directory = DirectoryOf(arguments, options);
        var planned = ComparisonBinding.Bound(
            ComparisonPlan.Of(options, directory.Root, ofRun, arguments.Smoke),
            configuration,
            arguments.Smoke,
            catalog
        );
        var precision = ComparisonPrecision.Choose(options, planned, directory, ofRun, device, catalog, context);
        PlannedRun[] plan = [.. planned.Select(run => ComparisonPrecision.With(run, precision))];
        return new PreparedComparison
        {
            Options = options.WithPrecision(precision.Precision),
            Catalog = catalog,
            Directory = directory,
            Plan = plan,
            Tasks = ComparisonTasks.Of(
                plan,
                new TaskSettings(configuration.PluginFolders, arguments.AcceptPlugins, arguments.Smoke, ofRun),
                TeacherMacs(options, catalog)
            ),
            Precision = precision,
            Device = device,
            Threads = ofRun,
        };
    }

    /// <summary>Makes or opens the directory, and writes the plan.</summary>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or runs that were begun in another way.</exception>
    public IDisposable Begin(PlannedArguments arguments, RunOrigin origin, VerbContext context) =>
        Begin(
            () => ComparisonFolder.Open(Directory, Plan, Tasks, Catalog, arguments.AcceptPlugins, context),
            Plan.DistinctBy(static run => run.Kind).Select(static run => run.Options),
            () =>
                Plan.Where(static run => run.Damage() is not null || !run.IsFinished).Select(static run => run.Name),
            origin,
            context
        );

    // What is wrong with the teacher is told where it is opened.
    private static long? TeacherMacs(RunOptions options, PluginCatalog catalog)
    {
        try
        {
            return options.Model.Teacher is { } teacher
                ? GraphCost
                    .Of(ModelFolder.ReadGraph(teacher, catalog.LayerKinds), ImageSize.Square(options.Data.ImageSize))
                    .Macs
                : null;
        }
        catch (Exception fault) when (fault is UserException or GraphException)
        {
            return null;
        }
    }
}
