using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Losses, sparsity and MACs over the updates.</summary>
internal static class CurvesSection
{
    private const int MostPoints = 300;

    /// <summary>The curves; null without values.</summary>
    public static Section? Of(IReadOnlyList<MetricsPhase> phases)
    {
        var columns = phases.SelectMany(static phase => phase.Columns.Keys).Distinct().ToList();
        if (columns.Count == 0)
        {
            return null;
        }

        var losses = columns.Where(static name => name.StartsWith("loss", StringComparison.Ordinal)).ToList();
        var shares = columns.Where(CurveShares.Is).ToList();
        var terms = columns.Except(losses).Except(shares).Where(static name => !name.Contains('.')).ToList();
        var others = columns.Except(losses).Except(shares).Except(terms).ToList();
        var longest = phases.Max(static phase => phase.Steps);
        return new Section("curves", "Training", Join(
            Tag("p.note", $"{string.Join(", ", phases.Select(static phase => $"{phase.Name} {phase.Steps}"))} updates.",
                Thinning.Size(MostPoints, longest) is > 1 and var size ? $" A point is the mean of up to {size} updates." : null),
            Tag("div.plots", [
                Panel("losses", "Losses", phases, losses),
                Panel("shares", "Sparsity of γ, and MACs left", phases, shares),
                .. terms.Select((name, number) => Panel($"term-{number}", $"Term {name}", phases, [name]))]),
            others.Count == 0 ? null : Tag("details", Tag("summary", "Further values"),
                Tag("div.plots", others.Select((name, number) => Panel($"other-{number}", name, phases, [name]))))));
    }

    private static Markup? Panel(string id, string caption, IReadOnlyList<MetricsPhase> all, List<string> columns)
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
        var plot = PlotAxes.Empty(PlotAxes.Linear("updates"), shares ? PlotAxes.Share(null) : CurveAxis.For(lines.SelectMany(static line => line)));
        CurveAxis.From(plot.Axes[0], phases.Sum(static phase => phase.Steps));
        PhaseMarks.Add(plot, phases);
        foreach (var (number, line) in lines.Index())
        {
            var series = new LineSeries { Color = PlotColors.Of(number), LineStyle = PlotMarks.Line(number), StrokeThickness = 1.5, LineJoin = LineJoin.Round };
            series.Points.AddRange(line);
            plot.Series.Add(series);
        }

        return PlotSvg.Figure(
            id, $"{caption} over updates: {string.Join("; ", columns.Zip(lines, Ends))}", caption, plot,
            columns.Count == 1 ? null : PlotSvg.Legend(columns.Select(static (name, number) => (CurveShares.Title(name), number)), lines: true));
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
                line.AddRange(Thinning.To(MostPoints, points).Select(point => new DataPoint(start + point.Step, CurveShares.Value(column, point.Value))));
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
