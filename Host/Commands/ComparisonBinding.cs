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
        var faults = new List<(string Method, string Message)>();
        var bound = new List<PlannedRun>();
        foreach (var run in plan)
        {
            try
            {
                // What it begins with is not there yet.
                var settings = run.From is null ? run.Settings : [.. run.Settings.SkipLast(1)];
                var layers = ConfigurationLayers.Read(
                    configuration.Config,
                    [.. configuration.Sets, .. settings]
                );
                var options = ConfigurationFile.Bind(layers, catalog, compresses: true);
                options = options with
                {
                    // Who starts a run does not change it.
                    Launcher = null,
                    Model = options.Model with
                    {
                        Start = run.From is null ? options.Model.Start : Path.Combine(run.From.Directory, "model"),
                    },
                };
                bound.Add(run with { Options = smoke ? SmokeOptions.Of(options) : options });
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
}
