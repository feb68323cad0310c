using System.Globalization;
using GsFramework.Host.Launching;
using GsFramework.Host.Logging;
using Spectre.Console;

namespace GsFramework.Host.Reporting;

/// <summary>The table of <c>gs status</c>.</summary>
internal static class StatusTable
{
    // Ten years. More is a clock that was set since the run began, and may be more than a TimeSpan has room for.
    private const double MostSeconds = 10 * 365 * 86400.0;

    /// <summary>Makes it.</summary>
    public static Table Of(IReadOnlyList<RunStatus> runs)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(Summary(runs)));
        table.AddColumn("run");
        table.AddColumn("state");
        foreach (var column in new[] { "step", "loss", "fewer MACs", "left" })
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        }

        table.AddColumn("where");
        foreach (var run in runs)
        {
            table.AddRow(
                [
                    .. new[]
                    {
                        run.Name,
                        Word(run),
                        Step(run),
                        run.State != RunActivity.Finished && run.Loss is { } loss ? Invariant($"{loss:G3}") : "",
                        run.MacRatio is { } ratio ? Invariant($"{ratio:F2}x") : "",
                        Left(run),
                        string.Join(' ', new[] { run.Host, run.Job }.OfType<string>()),
                    }.Select(Markup.Escape),
                ]
            );
        }

        return table;
    }

    /// <summary>How many there are of each state, and the time of those that run.</summary>
    public static string Summary(IReadOnlyList<RunStatus> runs) =>
        $"{runs.Count} runs: "
        + string.Join(
            ", ",
            Enum.GetValues<RunActivity>()
                .Reverse()
                .Select(state => (State: state, Count: runs.Count(run => run.State == state)))
                .Where(static entry => entry.Count > 0)
                .Select(static entry => $"{entry.Count} {entry.State.ToString().ToLowerInvariant()}")
        );

    /// <summary>What a run still takes, in words; empty where that is not known.</summary>
    public static string Left(RunStatus run) =>
        run.State == RunActivity.Running && run.SecondsLeft is { } left && left < MostSeconds
            ? PhaseState.InWords(TimeSpan.FromSeconds(left))
            : "";

    private static string Word(RunStatus run) =>
        run.State == RunActivity.Waiting && run.Starts > 0 ? "interrupted" : run.State.ToString().ToLowerInvariant();

    private static string Step(RunStatus run) =>
        run.State == RunActivity.Finished || run.Phase is null ? ""
        : run.Steps is { } steps ? $"{run.Phase} {run.Step}/{steps}"
        : $"{run.Phase} {run.Step}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
