using System.Globalization;
using GsFramework.Core.Configuration;
using GsFramework.Host.Reporting.Html.Sections;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>The page of a run while it trains: what its directory holds at this moment. When the run is finished, its
/// report.</summary>
internal static class LivePage
{
    // A run that is well writes a row of metrics.csv with every update.
    private const int SilentSeconds = 60;

    /// <summary>Writes the page.</summary>
    /// <param name="directory">The directory of a run that has begun.</param>
    /// <param name="now">The time.</param>
    public static string Write(RunDirectory directory, DateTime now)
    {
        try
        {
            return File.Exists(directory.Result) && FinishedRun.Is(directory)
                ? RunReport.Write(RunFiles.Read(directory), Status("The run is finished."))
                : OfTraining(directory, now);
        }
        catch (Exception fault) when (fault is UserException or IOException or UnauthorizedAccessException)
        {
            // The run may just be writing there; the page asks again.
            return Page.WriteLive(Name(directory), Join(Tag("h1", Name(directory)), Status(fault.Message)));
        }
    }

    private static string OfTraining(RunDirectory directory, DateTime now)
    {
        var metrics = MetricsTable.Read(MetricsLog.In(directory.Root));
        var search = new SearchPhase(
            directory.State.Search?.Round ?? "round",
            directory.State.Search?.FirstComparable ?? 0
        );
        return Page.WriteLive(
            Name(directory),
            Join(
                directory.State.Origin is { IsSmoke: true } ? SmokeBanner.OfAny() : null,
                Tag("p.eyebrow", "GsFramework · a run that has not ended"),
                Tag("h1", Name(directory)),
                Status(Activity(directory, now)),
                metrics is [.., var phase] ? Figures(phase) : null
            ),
            CurvesSection.Of(metrics, search),
            SamplesSection.Of(directory),
            ConfigurationSection.Of(ConfigurationText.Read(directory))
        );
    }

    private static Element Status(string text) =>
        Tag("p.note", text).With("data-live", "").With("role", "status");

    private static string Name(RunDirectory directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory.Root)));

    private static string Activity(RunDirectory directory, DateTime now)
    {
        var path = MetricsLog.In(directory.Root);
        if (!File.Exists(path))
        {
            return "No update has been made yet.";
        }

        var silence = now - File.GetLastWriteTimeUtc(path);
        return silence.TotalSeconds < SilentSeconds
            ? "The page follows the run."
            : $"The last update was {Numbers.Duration(silence.TotalSeconds)} ago: the run is in a phase without "
                + $"updates, "
                + "or it has stopped. 'gs resume' continues a run that has stopped.";
    }

    private static Element Figures(MetricsPhase phase) =>
        Tag(
            "div.figures",
            [
                Figure(phase.Steps.ToString("N0", CultureInfo.InvariantCulture), $"updates of {phase.Name}"),
                .. phase
                    .Columns.Where(static column =>
                        column.Key is MetricColumns.Validation or MetricColumns.Generator || CurveShares(column.Key)
                    )
                    .Select(static column =>
                        Figure(Value(column.Key, column.Value[^1].Value), Plots.CurveShares.Title(column.Key))
                    ),
            ]
        );

    private static string Value(string column, double value) =>
        CurveShares(column) ? Numbers.Percent(Plots.CurveShares.Value(column, value)) : Numbers.About(value);

    private static bool CurveShares(string column) => Plots.CurveShares.Is(column);

    private static Element Figure(string value, string name) => Tag("div", Tag("strong", value), Tag("span", name));
}
