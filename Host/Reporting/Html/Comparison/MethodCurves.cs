using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The trainings of all methods over one another.</summary>
internal static class MethodCurves
{
    private const int MostPoints = 200;
    private const string Loss = "lossG";
    private const string Distance = "distillation";

    /// <summary>The curves of every ratio; null where no run has any.</summary>
    public static Section? Of(ComparisonFiles files)
    {
        var groups = files.Groups.Where(static group => group.Runs.Any(static run => run.Metrics.Count > 0)).ToList();
        return groups.Count == 0 ? null : new Section("curves", "Training", Join([
            Tag("p.note", "First seed of each method. The generator's loss is each method's own sum of terms: its shape can be compared, its height cannot."),
            .. groups.Select(static group => Join(Tag("h3", group.Title), Panels(group)))]));
    }

    private static Element Panels(RatioGroup group)
    {
        var inSeconds = group.Runs.All(static run => run.Metrics.All(phase => Seconds(run, phase) is not null));
        return Tag("div.plots",
            Panel(group, "distance", "Distance to the teacher in training", static column => column == Distance, inSeconds),
            Panel(group, "macs", "MACs left", CurveShares.IsMacs, inSeconds),
            Panel(group, "loss", "Generator's loss", static column => column == Loss, inSeconds));
    }

    private static Markup? Panel(RatioGroup group, string id, string caption, Func<string, bool> isShown, bool inSeconds)
    {
        var lines = group.Runs.Select(run => (Run: run, Line: Line(run, isShown, inSeconds))).Where(static entry => entry.Line.Count > 0).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var unit = inSeconds ? "CPU seconds" : "updates";
        var plot = PlotAxes.Empty(
            PlotAxes.Linear(unit), id == "macs" ? PlotAxes.Share(null) : CurveAxis.For(lines.SelectMany(static entry => entry.Line)));
        CurveAxis.From(plot.Axes[0], lines.Max(static entry => entry.Line.Where(static point => point.IsDefined()).Max(static point => point.X)));
        foreach (var (run, line) in lines)
        {
            var series = new LineSeries { Color = PlotColors.Of(run.Series), LineStyle = PlotMarks.Line(run.Series), StrokeThickness = 1.5, LineJoin = LineJoin.Round };
            series.Points.AddRange(line);
            plot.Series.Add(series);
        }

        return PlotSvg.Figure(
            $"curves-{group.Id}-{id}",
            $"{caption} over {unit}: {string.Join("; ", lines.Select(static entry => $"{entry.Run.Method} ends at {Numbers.About(entry.Line.Last(static point => point.IsDefined()).Y)}"))}",
            caption, plot, PlotSvg.Legend(lines.Select(static entry => (entry.Run.Method, entry.Run.Series)), lines: true));
    }

    // Steps of a phase take about equally long.
    private static List<DataPoint> Line(ComparedRun run, Func<string, bool> isShown, bool inSeconds)
    {
        var line = new List<DataPoint>();
        var start = 0.0;
        foreach (var phase in run.Metrics)
        {
            var scale = inSeconds ? Seconds(run, phase)!.Value / phase.Steps : 1;
            if (phase.Columns.FirstOrDefault(column => isShown(column.Key)) is { Value: { } points, Key: var name })
            {
                line.AddRange(Thinning.To(MostPoints, points).Select(point =>
                    new DataPoint(start + (scale * (point.Step + 1)), CurveShares.Value(name, point.Value))));
                line.Add(DataPoint.Undefined);
            }

            start += scale * phase.Steps;
        }

        return line;
    }

    // The rounds of a search stand in the place of slimming.
    private static double? Seconds(ComparedRun run, MetricsPhase phase) =>
        run.Result.CpuSeconds?.GetValueOrDefault(phase.Name == "search" ? "slim" : phase.Name);
}
