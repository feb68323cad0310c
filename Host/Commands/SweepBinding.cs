using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Launching;
using GsFramework.Host.Searching;

namespace GsFramework.Host.Commands;

/// <summary>Makes configurations of trials, and finds what is wrong with the values of a sweep before the first one is
/// begun.</summary>
internal static class SweepBinding
{
    private const int SmokeTrials = 2;

    // No round number, so that it is no whole one by chance.
    private const double Inside = 0.3719;

    /// <summary>Trials of a smoke run; null for all.</summary>
    public static int? Most(bool smoke) => smoke ? SmokeTrials : null;

    /// <summary>The configuration of a trial: without the sweep, and scored on validation images.</summary>
    /// <param name="options">The base with the trial's values.</param>
    /// <param name="name">The run's name.</param>
    /// <param name="planned">Its line of the plan.</param>
    public static RunOptions Trial(RunOptions options, string name, PlannedTask planned) =>
        Shared(options, planned.Needs.Threads) with
        {
            Name = name,
        };

    /// <summary>What all trials share.</summary>
    public static RunOptions Shared(RunOptions options, int threads) =>
        options with
        {
            Threads = threads,
            Sweep = new SweepOptions(),

            // Who starts a run does not change it.
            Launcher = null,
            Evaluation = options.Evaluation with { Split = ScoredSplit.Validation },
        };

    /// <summary>Binds every value of a list, and both ends and a number inside of every range, each by itself: all
    /// combinations would take too long, and their faults cost their own trial only.</summary>
    /// <param name="options">The base configuration.</param>
    /// <param name="space">What varies.</param>
    /// <param name="catalog">The plugins.</param>
    /// <exception cref="UserException">A key or value is wrong; the message lists all faults.</exception>
    public static void Check(RunOptions options, SearchSpace space, PluginCatalog catalog)
    {
        const string Name = "config.resolved.json";
        var json = ResolvedConfiguration.ToJson(options);
        var faults = new List<string>();
        foreach (var parameter in space.Parameters)
        {
            foreach (var (value, advice) in Probes(parameter))
            {
                try
                {
                    var layers = ConfigurationLayers.OfText(json, Name, [$"{parameter.Key}={value}"]);
                    _ = ConfigurationFile.Bind(layers, catalog, compresses: true);
                }
                catch (UserException fault)
                {
                    var reason = Reason(fault, Name) + advice;
                    faults.Add($"sweep.keys: {parameter.Key.Replace(':', '.')} = {value}: {reason}");
                    break;
                }
            }
        }

        if (faults.Count > 0)
        {
            throw new UserException(string.Join('\n', faults));
        }
    }

    private static IEnumerable<(string Value, string Advice)> Probes(SearchParameter parameter) =>
        parameter is RangeParameter range
            ?
            [
                (range.Value(range.Low), ""),
                (range.Value(range.High), ""),
                (
                    range.Value(range.Low + (Inside * (range.High - range.Low))),
                    range.IsInteger ? "" : " If the key takes whole numbers, give its range \"integer\": true."
                ),
            ]
            : ((ChoiceParameter)parameter).Values.Select(static value => (value, ""));

    /// <summary>What is wrong with values of a trial. The file is one that the user did not write, and neither did he
    /// write <c>--set</c>.</summary>
    public static string Reason(UserException fault, string path) =>
        (
            fault.Message.StartsWith($"The configuration {path} has ", StringComparison.Ordinal)
                ? string.Join("; ", fault.Message.Split('\n').Skip(1).Select(static line => line.Trim()))
                : fault.Message
        ).Replace(" (from --set)", "", StringComparison.Ordinal);
}
