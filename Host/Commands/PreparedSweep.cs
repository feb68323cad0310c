using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;
using GsFramework.Host.Teaching;

namespace GsFramework.Host.Commands;

/// <summary>A sweep whose trials are planned, and of which nothing is written yet.</summary>
internal sealed class PreparedSweep : PreparedRuns
{
    private PreparedSweep() { }

    /// <summary>What is searched. A line of the plan has the configuration that trials share: what a trial tries may
    /// depend on others.</summary>
    public required SweepProblem Problem { get; init; }

    /// <summary>Plans a sweep.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="launcher">What starts the trials.</param>
    /// <param name="context">The verb's.</param>
    /// <exception cref="UserException">Something is wrong; nothing was written.</exception>
    public static PreparedSweep Open(PlannedArguments arguments, ChosenLauncher launcher, VerbContext context)
    {
        var configuration = launcher.Configuration(arguments.Configuration) with { Compresses = true };
        return Loaded(
            configuration,
            context,
            (options, catalog) => Open(arguments, options, catalog, launcher, context)
        );
    }

    /// <summary>Makes or opens the directory, and writes the plan.</summary>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or a sweep that was begun in another way.</exception>
    public IDisposable Begin(PlannedArguments arguments, RunOrigin origin, VerbContext context) =>
        Begin(
            () => SweepFolder.Open(Directory, Options, Catalog, arguments.AcceptPlugins, context),
            [Options],
            () =>
            {
                var journal = new SweepJournal(Directory.Root, Problem, context.Log, context.Cancellation);
                journal.Reopen();
                return journal.Left().Concat(journal.Open()).Distinct().Select(index => Tasks[index].Name);
            },
            origin,
            context
        );

    private static PreparedSweep Open(
        PlannedArguments arguments,
        RunOptions options,
        PluginCatalog catalog,
        ChosenLauncher launcher,
        VerbContext context
    )
    {
        var shared = launcher.Threads(options, catalog, arguments.Jobs, context.Log);
        var threads = options.Threads > 0 ? options.Threads : shared;
        launcher.Check(options);
        if (arguments.Smoke)
        {
            options = SmokeOptions.Of(options) with { Sweep = options.Sweep with { Halving = null } };
        }

        var problem = SweepProblem.Of(options, SweepBinding.Most(arguments.Smoke));
        SweepBinding.Check(options, problem.Space, catalog);
        CheckImages(options, catalog, context);
        Tell(options, problem, arguments.Smoke, context);
        var device = OpenDevice(options, context);
        var directory = DirectoryOf(arguments, options);
        DryRun.OfCompression(SweepBinding.Shared(options, threads), catalog, Serilog.Core.Logger.None);
        var precision = ComparisonPrecision.Choose(options, [], directory, threads, device, catalog, context);
        options = options.WithPrecision(precision.Precision);
        return new PreparedSweep
        {
            Options = options,
            Catalog = catalog,
            Directory = directory,
            Problem = problem,
            Tasks = Planned(arguments, options, problem, threads),
            Precision = precision,
            Device = device,
            Threads = threads,
        };
    }

    // No trial would have a score.
    private static void CheckImages(RunOptions options, PluginCatalog catalog, VerbContext context)
    {
        var size = ImageSize.Square(options.Data.ImageSize);
        using var parts = new PartFactory(catalog, context.Log, new WeightsReader(), size);
        if (RunSession.Source(parts, options.Data.Source).Open(Split.Validation, Domain.Source).Count == 0)
        {
            throw new UserException(
                "data.source has no validation images of A, and a sweep compares its trials on those. Lay some beside "
                    + "the training images, as docs/data.md says, or let data.source.validationFraction take a share "
                    + "of these."
            );
        }
    }

    private static void Tell(RunOptions options, SweepProblem problem, bool smoke, VerbContext context)
    {
        if (!smoke && problem.Options.Search != SearchKind.Grid && problem.Count < problem.Options.Runs)
        {
            context.Log.Information(
                "sweep.keys have {Count} combinations, fewer than the {Runs} of sweep.runs: there are as many trials",
                problem.Count,
                problem.Options.Runs
            );
        }

        if (problem.Rungs[0] < problem.Updates && problem.Rungs[0] <= options.Training.Slim.Steps)
        {
            context.Log.Warning(
                "sweep.halving compares trials after {Updates} updates, while they are slimmed, when their scores say "
                    + "little: rungs after training.slim.steps, {Steps}, are better",
                problem.Rungs[0],
                options.Training.Slim.Steps
            );
        }
    }

    private static IReadOnlyList<PlannedTask> Planned(
        PlannedArguments arguments,
        RunOptions options,
        SweepProblem problem,
        int threads
    )
    {
        var (configuration, hash) = TaskPlan.Frozen(SweepBinding.Shared(options, threads));
        string[] plugins = [.. arguments.Configuration.PluginFolders.Select(Path.GetFullPath)];
        return
        [
            .. Enumerable
                .Range(0, problem.Count)
                .Select(number => new PlannedTask
                {
                    Index = number,
                    Name = SweptTrial.NameOf(number),
                    Level = 0,
                    Configuration = configuration,
                    Sha256 = hash,
                    Directory = $"runs/{SweptTrial.NameOf(number)}",
                    Plugins = plugins,
                    AcceptPlugins = arguments.AcceptPlugins,
                    Smoke = arguments.Smoke,
                    Needs = new TaskNeeds(threads, Macs: null),
                }),
        ];
    }
}
