using System.Globalization;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Comparison;
using GsFramework.Host.Teaching;
using Serilog;

namespace GsFramework.Host.Commands;

/// <summary>Binds the configurations of all runs of a comparison, so that their faults are found before the first one
/// is begun.</summary>
internal static class ComparisonBinding
{
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
            configuration,
            smoke: false,
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

    /// <summary>The plan with what each run is configured with.</summary>
    /// <exception cref="UserException">Some configurations are wrong; the message lists all faults.</exception>
    public static List<PlannedRun> Bound(
        IReadOnlyList<PlannedRun> plan,
        ConfigurationArguments configuration,
        bool smoke,
        PluginCatalog catalog
    )
    {
        // A run has its name, its seed and what it begins with for itself. All else is that of its method and ratio, so
        // it is read and tested once for them: seeds were tested where the comparison lists them.
        var faults = new List<(string Method, string Message)>();
        var kinds = new Dictionary<(string Method, double? Ratio), RunOptions?>();
        var bound = new List<PlannedRun>();
        foreach (var run in plan)
        {
            if (kinds.TryGetValue(run.Kind, out var options))
            {
                options = options is null ? null : options with { Name = run.FullName, Seed = run.Seed };
            }
            else
            {
                try
                {
                    options = Options(run, configuration, smoke, catalog);
                }
                catch (UserException fault)
                {
                    faults.Add((Title(run.Method), fault.Message));
                }

                kinds.Add(run.Kind, options);
            }

            if (options is not null)
            {
                bound.Add(run with { Options = Begun(run, options) });
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

    private static RunOptions Options(
        PlannedRun run,
        ConfigurationArguments configuration,
        bool smoke,
        PluginCatalog catalog
    )
    {
        // What it begins with is not there yet.
        var settings = run.From is null ? run.Settings : [.. run.Settings.SkipLast(1)];
        var layers = ConfigurationLayers.Read(configuration.Config, [.. configuration.Sets, .. settings]);

        // Who starts a run does not change it.
        var options = ConfigurationFile.Bind(layers, catalog, compresses: true) with
        {
            Launcher = null,
        };
        return smoke ? SmokeOptions.Of(options) : options;
    }

    private static RunOptions Begun(PlannedRun run, RunOptions options) =>
        run.From is { } from
            ? options with
            {
                Model = options.Model with { Start = Path.Combine(from.Directory, "model") },
            }
            : options;

    private static string Title(ComparedMethod method) =>
        method.BudgetShare == 1
            ? method.Name
            : string.Create(CultureInfo.InvariantCulture, $"{method.Name} (with {method.BudgetShare} of the budget)");
}
