using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;
using GsFramework.Host.Teaching;
using TorchSharp;

namespace GsFramework.Host.Commands;

/// <summary>A sweep whose trials are planned, and of which nothing is written yet.</summary>
internal sealed class PreparedSweep : IDisposable
{
    private PreparedSweep() { }

    /// <summary>The base configuration.</summary>
    public required RunOptions Options { get; init; }

    public required PluginCatalog Catalog { get; init; }

    /// <summary>The sweep's directory.</summary>
    public required RunDirectory Directory { get; init; }

    public required SweepProblem Problem { get; init; }

    /// <summary>The plan's lines. Each has the configuration that trials share: what a trial tries may depend on
    /// others.</summary>
    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    public required PrecisionRecord Precision { get; init; }

    public required torch.Device Device { get; init; }

    /// <summary>Threads of a trial.</summary>
    public required int Threads { get; init; }

    /// <summary>Plans a sweep.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="launcher">What starts the trials.</param>
    /// <param name="context">The verb's.</param>
    /// <exception cref="UserException">Something is wrong; nothing was written.</exception>
    public static PreparedSweep Open(SweepArguments arguments, ChosenLauncher launcher, VerbContext context)
    {
        var configuration = launcher.Configuration(arguments.Configuration) with { Compresses = true };
        var (options, catalog) = context.Load(configuration);
        try
        {
            return Open(arguments, options, catalog, launcher, context);
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Makes or opens the directory, and writes the plan.</summary>
    /// <returns>What keeps other programs out until it is disposed.</returns>
    /// <exception cref="UserException">It holds something else, or a sweep that was begun in another way.</exception>
    public IDisposable Begin(SweepArguments arguments, RunOrigin origin, VerbContext context)
    {
        var hold = context.StopWhenLost(
            SweepFolder.Open(Directory, Options, Catalog, arguments.AcceptPlugins, context)
        );
        try
        {
            Directory.State.Origin = origin;
            Directory.State.Precision = Precision;
            AtomicFile.WriteAllText(Directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(Options));
            RunPluginLock.Write(Directory, Catalog, UsedPlugins.Of(Options, Catalog).ToHashSet(StringComparer.Ordinal));
            TaskPlan.Write(Directory.Root, Tasks);
            var journal = new SweepJournal(Directory.Root, Problem, context.Log, context.Cancellation);
            journal.Reopen();
            foreach (var index in journal.Left().Concat(journal.Open()).Distinct())
            {
                new TaskHistory(Directory.Root, Tasks[index].Name).Add(TaskEventKind.Asked);
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

    public void Dispose() => Catalog.Dispose();

    private static PreparedSweep Open(
        SweepArguments arguments,
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
        var device = Devices.Open(
            options.Device,
            options.Threads,
            options.Training.Precision == Core.Configuration.Precision.Bf16,
            context.Log
        );
        var directory = new RunDirectory(
            arguments.Out ?? RunSession.DefaultDirectory(arguments.Smoke ? $"{options.Name}-smoke" : options.Name)
        );
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

    private static IReadOnlyList<PlannedTask> Planned(
        SweepArguments arguments,
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
