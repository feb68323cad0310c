using System.Globalization;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Host.Comparison;
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
    public static void Run(CompareArguments arguments, VerbContext context)
    {
        var (options, catalog) = context.Load(arguments.Configuration);
        using var plugins = catalog;
        if (options.Training.Budget is null)
        {
            throw new UserException(
                "A comparison needs training.budget, with 'updates' or 'cpuSeconds': what every method may spend, so "
                    + "that they meet on equal terms."
            );
        }

        var device = Devices.Open(
            options.Device,
            options.Threads,
            options.Training.Precision == Precision.Bf16,
            context.Log
        );
        var directory = new RunDirectory(
            arguments.Out ?? RunSession.DefaultDirectory(arguments.Smoke ? $"{options.Name}-smoke" : options.Name)
        );
        var threads = options.Threads > 0 ? options.Threads : Math.Max(1, Environment.ProcessorCount / arguments.Jobs);
        var planned = Bound(ComparisonPlan.Of(options, directory.Root, threads, arguments.Smoke), arguments, catalog);
        var precision = ComparisonPrecision.Choose(options, planned, directory, threads, device, catalog, context);
        options = options.WithPrecision(precision.Precision);
        PlannedRun[] plan = [.. planned.Select(run => ComparisonPrecision.With(run, precision))];
        using var hold = context.StopWhenLost(
            ComparisonFolder.Open(directory, plan, catalog, arguments.AcceptPlugins, context)
        );
        var origin = RunOrigin.Now(RunOrigin.Comparison, context.Arguments, device);
        directory.State.Origin = origin;
        directory.State.Precision = precision;
        var command = origin.CommandLine;
        AtomicFile.WriteAllText(directory.ResolvedConfiguration, ResolvedConfiguration.ToJson(options));
        context.RunLog.WriteTo(directory.Root);
        context.Log.Information(
            "{Runs} runs, {Jobs} at a time with {Threads} threads each, in {Directory}",
            plan.Length,
            arguments.Jobs,
            threads,
            Path.GetRelativePath(Environment.CurrentDirectory, directory.Root)
        );

        var collector = new ComparisonCollector(options, plan, directory.Root, device, origin, arguments.Smoke);
        IReadOnlyList<string> pictures = [];
        ComparisonResult Save(IReadOnlyList<FailedRun> failed)
        {
            var sum = collector.Collect(failed);
            ComparisonFiles.Write(directory.Root, sum);
            pictures = ComparisonPictures.Write(directory.Root, sum, plan);
            Report.Write(directory.Root);
            return sum;
        }

        using var progress = context.StartProgress();
        var runner = new ComparisonRunner(
            plan,
            run => RunArgumentsOf(run, arguments),
            arguments.Jobs,
            context.Log,
            progress,
            context.Cancellation
        )
        {
            ResumeOptions = arguments.AcceptPlugins ? [RunPluginLock.Accept] : [],
        };
        IReadOnlyList<FailedRun> failures;
        try
        {
            failures = runner.Run(failed => Save(failed));
        }
        catch (OperationCanceledException fault)
        {
            throw new OperationCanceledException(
                $"Interrupted. The same command continues it: {command}",
                fault,
                context.Cancellation
            );
        }

        progress.Doing("tables and report");
        var result = Save(failures);
        progress.Doing(null);
        Warn(options.Comparison, result, context.Log);
        Show(result, directory, pictures, arguments.Json, context);
        if (failures.Count > 0)
        {
            throw new UserException(
                $"{failures.Count} of {plan.Length} runs have no result:\n"
                    + string.Join('\n', failures.Select(static failure => $"  {failure.Run.Name}: {failure.Reason}"))
                    + "\nThe same command tries them again."
            );
        }
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

    /// <summary>Finds the faults of a configuration's comparison without running it.</summary>
    /// <exception cref="UserException">There are some; the message lists them.</exception>
    public static void Check(
        ConfigurationArguments configuration,
        RunOptions options,
        PluginCatalog catalog,
        ILogger log
    )
    {
        var plan = Bound(
            ComparisonPlan.Of(options, "runs", threads: 1, smoke: false),
            new CompareArguments(configuration, null, 1, false, false),
            catalog
        );

        // Seeds and sizes change no part, and what a method begins with is not there yet.
        foreach (var run in plan.DistinctBy(static run => run.Method.Name))
        {
            try
            {
                DryRun.Of(
                    run.From is null
                        ? run.Options
                        : run.Options with
                        {
                            Model = run.Options.Model with { Start = null },
                        },
                    catalog,
                    log
                );
            }
            catch (PluginException fault)
            {
                throw new PluginException($"{Title(run.Method)}: {fault.Message}", fault.InnerException);
            }
            catch (UserException fault)
            {
                throw new UserException($"{Title(run.Method)}: {fault.Message}", fault);
            }
        }
    }

    // All faults of all runs are found before the first one is begun.
    private static List<PlannedRun> Bound(
        IReadOnlyList<PlannedRun> plan,
        CompareArguments arguments,
        PluginCatalog catalog
    )
    {
        var faults = new List<(string Method, string Message)>();
        var bound = new List<PlannedRun>();
        foreach (var run in plan)
        {
            try
            {
                // What it begins with is not there yet.
                var settings = run.From is null ? run.Settings : [.. run.Settings.SkipLast(1)];
                var layers = ConfigurationLayers.Read(
                    arguments.Configuration.Config,
                    [.. arguments.Configuration.Sets, .. settings]
                );
                var options = ConfigurationFile.Bind(layers, catalog, compresses: true);
                options = options with
                {
                    Model = options.Model with
                    {
                        Start = run.From is null ? options.Model.Start : Path.Combine(run.From.Directory, "model"),
                    },
                };
                bound.Add(run with { Options = arguments.Smoke ? SmokeOptions.Of(options) : options });
            }
            catch (UserException fault)
            {
                faults.Add((Title(run.Method), fault.Message));
            }
        }

        // What is wrong with the base is wrong with every method.
        return faults.Count == 0
            ? bound
            : throw new UserException(
                string.Join(
                    '\n',
                    faults
                        .Distinct()
                        .GroupBy(static fault => fault.Message, static fault => fault.Method)
                        .Select(static same => $"{string.Join(", ", same)}: {same.Key}")
                )
            );
    }

    private static string Title(ComparedMethod method) =>
        method.BudgetShare == 1
            ? method.Name
            : string.Create(CultureInfo.InvariantCulture, $"{method.Name} (with {method.BudgetShare} of the budget)");

    private static IEnumerable<string> RunArgumentsOf(PlannedRun run, CompareArguments arguments) =>
        [
            "compress",
            arguments.Configuration.Config,
            .. arguments
                .Configuration.Sets.Concat(run.Settings)
                .SelectMany(static setting => new[] { "--set", setting }),
            .. arguments.Configuration.PluginFolders.SelectMany(static folder => new[] { "--plugins", folder }),
            .. arguments.Smoke ? [RunOrigin.SmokeOption] : Array.Empty<string>(),
            "--out",
            run.Directory,
        ];

    private static void Warn(ComparisonOptions comparison, ComparisonResult result, ILogger log)
    {
        string[] known =
        [
            .. result.Summary.SelectMany(static row => row.Scores).Select(static score => score.Metric).Distinct(),
        ];
        if (known.Length > 0 && comparison.Scores.Except(known).FirstOrDefault() is { } unknown)
        {
            log.Warning(
                "comparison.scores names '{Score}', which no run has. There are: {Known}",
                unknown,
                string.Join(", ", known)
            );
        }
    }

    private static void Show(
        ComparisonResult result,
        RunDirectory directory,
        IReadOnlyList<string> pictures,
        bool json,
        VerbContext context
    )
    {
        if (json)
        {
            context.Terminal.Output.WriteLine(RecordJson.Text(result).TrimEnd());
            return;
        }

        ComparisonTables.Write(context.Terminal, result);
        string[] files =
        [
            .. new[] { ComparisonFiles.Markdown, ComparisonFiles.Csv, ComparisonResult.FileName }.Select(name =>
                Path.Combine(directory.Root, name)
            ),
        ];
        foreach (var file in files.Concat(pictures).Append(directory.Report))
        {
            context.Terminal.Output.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, file));
        }
    }
}
