using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Losses, sparsity and MACs over the updates, and over the rounds of a search.</summary>
internal static class CurvesSection
{
    private const int MostPoints = 300;

    /// <summary>The curves; null without values.</summary>
    /// <param name="phases">The values.</param>
    /// <param name="search">What the rounds of a search are, if there was one.</param>
    public static Section? Of(IReadOnlyList<MetricsPhase> phases, SearchPhase search)
    {
        if (!phases.Any(static phase => phase.Columns.Count > 0))
        {
            return null;
        }

        var rounds = phases.Where(SearchPhase.Is).ToList();
        var training = phases.Where(static phase => !SearchPhase.Is(phase)).ToList();
        var longest = training.Select(static phase => phase.Steps).DefaultIfEmpty().Max();
        return new Section(
            "curves",
            "Training",
            Join(
                Tag(
                    "p.note",
                    string.Join(
                        ", ",
                        phases.Select(phase =>
                            SearchPhase.Is(phase)
                                ? $"{phase.Name} {search.Unit} 0 to {phase.Steps - 1}"
                                : $"{phase.Name} {phase.Steps} updates"
                        )
                    ) + ".",
                    Thinning.Size(MostPoints, longest) is > 1 and var size
                        ? $" A point is the mean of up to {size} updates."
                        : null,
                    rounds.Count > 0 && search.First > 0
                        ? $" Fitness and losses of the search begin with {search.Round} {search.First}: before it "
                            + $"they cannot be compared with later ones. metrics.csv has them."
                        : null
                ),
                rounds.Count == 0 ? null : Tag("h3", "Search"),
                SearchPanels(rounds, search),
                rounds.Count == 0 || training.Count == 0 ? null : Tag("h3", "Updates"),
                TrainingPanels(training)
            )
        );
    }

    private static Markup TrainingPanels(List<MetricsPhase> phases)
    {
        var columns = Columns(phases);
        var losses = columns.Where(static name => name.StartsWith("loss", StringComparison.Ordinal)).ToList();
        var shares = columns.Where(CurveShares.Is).ToList();
        var terms = columns.Except(losses).Except(shares).Where(static name => !name.Contains('.')).ToList();
        var others = columns.Except(losses).Except(shares).Except(terms).ToList();
        return Join(
            Tag(
                "div.plots",
                [
                    Panel("losses", "Losses", "updates", phases, losses),
                    Panel("shares", CurveShares.Caption(shares), "updates", phases, shares),
                    .. terms.Select(
                        (name, number) => Panel($"term-{number}", $"Term {name}", "updates", phases, [name])
                    ),
                ]
            ),
            others.Count == 0
                ? null
                : Tag(
                    "details",
                    Tag("summary", "Further values"),
                    Tag(
                        "div.plots",
                        others.Select((name, number) => Panel($"other-{number}", name, "updates", phases, [name]))
                    )
                )
        );
    }

    private static Element? SearchPanels(List<MetricsPhase> phases, SearchPhase search)
    {
        var columns = Columns(phases);
        var shares = columns.Where(CurveShares.Is).ToList();
        var fitness = columns
            .Where(static name => name.Contains("fitness", StringComparison.OrdinalIgnoreCase))
            .ToList();
        var losses = columns.Where(static name => name.StartsWith("loss", StringComparison.Ordinal)).ToList();
        var others = columns.Except(shares).Except(fitness).Except(losses);
        var comparable = phases.ConvertAll(phase => From(search.First, phase));
        return phases.Count == 0
            ? null
            : Tag(
                "div.plots",
                [
                    Panel("search-fitness", "Fitness", search.Unit, comparable, fitness),
                    Panel("search-losses", "Losses", search.Unit, comparable, losses),
                    Panel("search-shares", CurveShares.Caption(shares), search.Unit, phases, shares),
                    .. others.Select((name, number) => Panel($"search-{number}", name, search.Unit, phases, [name])),
                ]
            );
    }

    private static List<string> Columns(IEnumerable<MetricsPhase> phases) =>
        [.. phases.SelectMany(static phase => phase.Columns.Keys).Distinct()];

    // A search that ended before is shown as it is.
    private static MetricsPhase From(int first, MetricsPhase phase) =>
        phase.Steps <= first + 1
            ? phase
            : phase with
            {
                Columns = phase.Columns.ToDictionary(
                    static column => column.Key,
                    column => (IReadOnlyList<MetricsPoint>)[.. column.Value.Where(point => point.Step >= first)]
                ),
            };

    private static Markup? Panel(
        string id,
        string caption,
        string unit,
        IReadOnlyList<MetricsPhase> all,
        List<string> columns
    )
    {
        if (columns.Count == 0)
        {
            return null;
        }

        // What ends with slimming needs no empty room for what comes behind it.
        var last = all.Index().Last(entry => columns.Any(entry.Item.Columns.ContainsKey)).Index;
        var phases = all.Take(last + 1).ToList();
        var lines = columns.Select(column => Line(phases, column)).ToList();
        var shares = columns.All(CurveShares.Is);
        var plot = PlotAxes.Empty(
            PlotAxes.Linear(unit),
            shares ? PlotAxes.Share(null) : CurveAxis.For(lines.SelectMany(static line => line))
        );
        CurveAxis.From(plot.Axes[0], phases.Sum(static phase => phase.Steps) - (SearchPhase.Is(phases[0]) ? 1 : 0));
        PhaseMarks.Add(plot, phases);
        foreach (var (number, line) in lines.Index())
        {
            plot.Series.Add(PlotLine.Of(number, line));
        }

        return PlotSvg.Figure(
            id,
            $"{caption} over {unit}: {string.Join("; ", columns.Zip(lines, Ends))}",
            caption,
            plot,
            columns.Count == 1
                ? null
                : PlotSvg.Legend(
                    columns.Select(static (name, number) => (CurveShares.Title(name), number)),
                    lines: true
                )
        );
    }

    // A phase begins where the one before it ended; between them the line is broken.
    private static List<DataPoint> Line(IReadOnlyList<MetricsPhase> phases, string column)
    {
        var line = new List<DataPoint>();
        var start = 0;
        foreach (var phase in phases)
        {
            if (phase.Columns.TryGetValue(column, out var points))
            {
                line.AddRange(
                    Thinning
                        .To(MostPoints, points)
                        .Select(point => new DataPoint(start + point.Step, CurveShares.Value(column, point.Value)))
                );
                line.Add(DataPoint.Undefined);
            }

            start += phase.Steps;
        }

        return line;
    }

    private static string Ends(string column, List<DataPoint> line)
    {
        var points = line.Where(static point => point.IsDefined()).ToList();
        return $"{CurveShares.Title(column)} from {Numbers.About(points[0].Y)} to {Numbers.About(points[^1].Y)}";
    }
}
