using GsFramework.Core.Configuration;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Losses, distances, sparsity and MACs over the updates of each phase, and over the rounds of a
/// search.</summary>
internal static class CurvesSection
{
    private const string Updates = "updates";

    /// <summary>The curves; null without values.</summary>
    /// <param name="phases">The values.</param>
    /// <param name="search">What the rounds of a search are, if there was one.</param>
    public static Section? Of(IReadOnlyList<MetricsPhase> phases, SearchPhase search)
    {
        var shown = phases
            .Where(static phase => phase.Columns.Count + phase.NotFinite.Count > 0)
            .Select(Counted)
            .ToList();
        return shown.Count == 0
            ? null
            : new Section(
                "curves",
                "Training",
                Join([
                    Tag("p.note", Note(shown, search)),
                    PlotSvg.ScaleChoice(),
                    .. shown.Select(
                        (phase, number) =>
                            Join(
                                Tag("h3", Title(phase, search)),
                                Diverged(phase),
                                SearchPhase.Is(phase)
                                    ? SearchPanels(phase, search)
                                    : TrainingPanels(phase, $"phase-{number}")
                            )
                    ),
                ])
            );
    }

    private static string Title(MetricsPhase phase, SearchPhase search) =>
        phase.Name switch
        {
            PhaseName.Search => $"Search, {search.Unit} 0 to {phase.Steps - 1}",
            PhaseName.Slim => $"Slimming, {Count(phase.Steps)}",
            PhaseName.FineTune => $"Fine-tuning, {Count(phase.Steps)}",
            _ => $"{phase.Name}, {Count(phase.Steps)}",
        };

    private static string Count(int updates) => updates == 1 ? "1 update" : $"{updates} updates";

    // Updates are counted from 1, as in the terminal; metrics.csv begins with step 0. Rounds of a search begin with 0.
    private static MetricsPhase Counted(MetricsPhase phase) =>
        SearchPhase.Is(phase)
            ? phase
            : phase with
            {
                Columns = phase.Columns.ToDictionary(
                    static column => column.Key,
                    static column =>
                        (IReadOnlyList<MetricsPoint>)
                            [.. column.Value.Select(static point => point with { Step = point.Step + 1 })]
                ),
                NotFinite = phase.NotFinite.ToDictionary(static entry => entry.Key, static entry => entry.Value + 1),
            };

    private static Element? Diverged(MetricsPhase phase) =>
        phase.NotFinite.Count == 0
            ? null
            : Tag(
                "p.note",
                Tag(
                    "strong",
                    "Not a number or infinite: "
                        + string.Join(", ", phase.NotFinite.Select(static entry => $"{entry.Key} from {entry.Value}"))
                        + ". The plots have the values before and after."
                )
            );

    private static string Note(List<MetricsPhase> phases, SearchPhase search)
    {
        var longest = phases.SelectMany(static phase => phase.Columns.Values).Select(static points => points.Count);
        return string.Join(
            ' ',
            new[]
            {
                "Faint lines are values of single batches; lines over them are running means over 5 % of the phase.",
                phases.Exists(static phase => phase.Columns.ContainsKey(MetricColumns.Validation))
                    ? "The validation distance is mean |G(x) − G0(x)| on up to 32 validation images: where it still "
                        + "falls at the end, more updates would have helped."
                    : null,
                Thinning.Size(CurvePanel.MostPoints, longest.DefaultIfEmpty().Max()) is > 1 and var size
                    ? $"A point is the mean of up to {size} updates."
                    : null,
                phases.Exists(SearchPhase.Is) && search.First > 0
                    ? $"Fitness and losses of the search begin with {search.Round} {search.First}: before it they "
                        + "cannot be compared with later ones. metrics.csv has them."
                    : null,
            }.OfType<string>()
        );
    }

    private static Markup TrainingPanels(MetricsPhase phase, string prefix)
    {
        var columns = phase.Columns.Keys.Where(static name => name != MetricColumns.Validation).ToList();
        var losses = columns.Where(IsLoss).ToList();
        var shares = columns.Where(CurveShares.Is).ToList();
        var terms = columns.Except(losses).Except(shares).Where(static name => !name.Contains('.')).ToList();
        var others = columns.Except(losses).Except(shares).Except(terms).ToList();
        return Join(
            Tag(
                "div.plots",
                [
                    new CurvePanel($"{prefix}-validation", "Validation distance to the teacher", Updates).Draw(
                        phase,
                        [MetricColumns.Validation]
                    ),
                    Noisy("losses", "Losses").Draw(phase, losses),
                    new CurvePanel($"{prefix}-shares", CurveShares.Caption(shares), Updates).Draw(phase, shares),
                    .. terms.Select((name, number) => Noisy($"term-{number}", $"Term {name}").Draw(phase, [name])),
                ]
            ),
            others.Count == 0
                ? null
                : Tag(
                    "details",
                    Tag("summary", "Further values"),
                    Tag(
                        "div.plots",
                        others.Select((name, number) => Noisy($"other-{number}", name).Draw(phase, [name]))
                    )
                )
        );

        CurvePanel Noisy(string id, string caption) => new($"{prefix}-{id}", caption, Updates) { IsNoisy = true };
    }

    private static Element SearchPanels(MetricsPhase phase, SearchPhase search)
    {
        var columns = phase.Columns.Keys.ToList();
        var shares = columns.Where(CurveShares.Is).ToList();
        var fitness = columns
            .Where(static name => name.Contains("fitness", StringComparison.OrdinalIgnoreCase))
            .ToList();
        var losses = columns.Where(IsLoss).ToList();
        var others = columns.Except(shares).Except(fitness).Except(losses);
        var comparable = From(search.First, phase);
        return Tag(
            "div.plots",
            [
                Panel("fitness", "Fitness").Draw(comparable, fitness),
                Panel("losses", "Losses").Draw(comparable, losses),
                Panel("shares", CurveShares.Caption(shares)).Draw(phase, shares),
                .. others.Select((name, number) => Panel($"{number}", name).Draw(phase, [name])),
            ]
        );

        CurvePanel Panel(string id, string caption) => new($"search-{id}", caption, search.Unit);
    }

    private static bool IsLoss(string column) => column.StartsWith("loss", StringComparison.Ordinal);

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
}
