using System.Globalization;
using GsFramework.Core.Text;

namespace GsFramework.Host.Sweeping;

/// <summary>The table of a sweep and what is said around it, the same in the terminal, in Markdown and on the
/// page.</summary>
internal static class SweepText
{
    /// <summary>What is said of a smoke run before anything else.</summary>
    public const string Smoke = "A smoke run of a few steps: its numbers mean nothing.";

    /// <summary>The last column.</summary>
    public const string StateColumn = "state";

    /// <summary>The heads of the columns.</summary>
    public static IReadOnlyList<string> Columns(SweepResult result) =>
        [
            "trial",
            .. result.Keys.Select(key => key.Short(result.Keys)),
            .. result.Goals.Select(static goal => $"{goal.Name} ({(goal.LowerIsBetter ? "lower" : "higher")})"),
            "updates",
            StateColumn,
        ];

    /// <summary>The cells of a trial.</summary>
    public static IReadOnlyList<string> Cells(SweepResult result, TrialResult trial) =>
        [
            trial.Name,
            .. trial.Values,
            .. result.Goals.Select(goal => MeasuredText.Of(trial.Of(goal.Name))),
            trial.Updates.ToString(CultureInfo.InvariantCulture),
            State(result, trial),
        ];

    /// <summary>What was done, in a few sentences.</summary>
    public static string Terms(SweepResult result)
    {
        var count = result.Trials.CountBy(static trial => trial.State).ToDictionary();
        var states = string.Join(
            ", ",
            Enum.GetValues<TrialState>()
                .Where(count.ContainsKey)
                .Select(state => $"{count[state]} {state.ToString().ToLowerInvariant()}")
        );
        if (states.Length == 0)
        {
            states = "none has begun";
        }

        var search = result.Search == "grid" ? "grid" : $"{result.Search}, seed {result.Seed}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Trials.Count} of {result.Planned} trials ({search}): {states}. {Halving(result)}"
                + $"{result.Updates:N0} updates of the generator in all, {Share(result)} of the "
                + $"{result.UpdatesOfAll:N0} of all trials to their ends. Scores are of validation images: "
                + $"nothing was chosen by test images.{Best(result)}"
        );
    }

    private static string Best(SweepResult result) =>
        result.Best is null ? ""
        : result.HasFront ? " A configuration of the front, run by 'gs compress', is scored on those."
        : " The best configuration, run by 'gs compress', is scored on those.";

    private static string Halving(SweepResult result) =>
        result.Reduction is { } reduction
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Compared after {string.Join(", ", result.Rungs.SkipLast(1))} updates, where 1 of {reduction} "
                    + $"continues; the scores of a trial that was stopped compare only with those after as many. "
            )
            : "";

    private static string Share(SweepResult result) =>
        result.UpdatesOfAll == 0
            ? "none"
            : ((double)result.Updates / result.UpdatesOfAll).ToString("P0", CultureInfo.InvariantCulture);

    private static string State(SweepResult result, TrialResult trial) =>
        trial.State switch
        {
            TrialState.Finished when result.HasFront && result.Front.Contains(trial.Name) => "front",
            TrialState.Finished when !result.HasFront && result.Best == trial.Name => "best",
            TrialState.Finished => "",
            var state => state.ToString().ToLowerInvariant(),
        };
}
