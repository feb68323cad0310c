using GsFramework.Core.Configuration;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Runs;
using OxyPlot;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>The trainings of all methods over one another.</summary>
internal static class MethodCurves
{
    private const int MostPoints = 200;

    // What a single batch gives is noise, of which curves over one another become bands.
    private const double Smoothing = 0.05;

    private static readonly Curve[] _curves =
    [
        new(
            "distance",
            "Distance to the teacher in training",
            static (run, column) => column == run.Distance?.Term,
            IsNoisy: true
        ),
        new("macs", "MACs left", static (_, column) => CurveShares.IsMacs(column), IsNoisy: false),
        new("loss", "Generator's loss", static (_, column) => column == MetricColumns.Generator, IsNoisy: true),
    ];

    /// <summary>The curves of every ratio; null where no run has any.</summary>
    public static Section? Of(ComparisonRunFiles files)
    {
        var each = files.IsPlanned ? "method" : "run";
        var groups = files.Groups.Where(static group => group.Runs.Any(static run => run.Metrics.Count > 0)).ToList();
        return groups.Count == 0
            ? null
            : new Section(
                "curves",
                "Training",
                Join([
                    Tag(
                        "p.note",
                        files.IsPlanned ? "First seed of each method. " : null,
                        "Distance and loss are running means over 5 % of a phase's updates. "
                            + $"The distance is the value of each {each}'s own term that compares with the teacher, "
                            + "in the unit that the legend names: heights can be compared "
                            + $"within a unit only. The generator's loss is each {each}'s own sum of terms: its shape "
                            + "can be compared, its height cannot."
                    ),
                    .. groups.Select(static group => Join(Tag("h3", group.Title), Panels(group))),
                ])
            );
    }

    private static Element Panels(RatioGroup group)
    {
        var inSeconds = group.Runs.All(static run => run.Metrics.All(phase => Seconds(run, phase) is not null));
        return Tag("div.plots", _curves.Select(curve => Panel(group, curve, inSeconds)));
    }

    private static Markup? Panel(RatioGroup group, Curve curve, bool inSeconds)
    {
        var lines = group
            .Runs.Select(run => (Run: run, Line: Line(run, curve, inSeconds)))
            .Where(static entry => entry.Line.Count > 0)
            .ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var unit =
            inSeconds ? "CPU seconds"
            : group.Runs.Any(static run => run.Metrics.Any(SearchPhase.Is)) ? "updates, and rounds of a search"
            : "updates";
        var plot = PlotAxes.Empty(
            PlotAxes.Linear(unit),
            curve.Id == "macs" ? PlotAxes.Share(null) : CurveAxis.For(lines.SelectMany(static entry => entry.Line))
        );
        CurveAxis.From(
            plot.Axes[0],
            lines.Max(static entry => entry.Line.Where(static point => point.IsDefined()).Max(static point => point.X))
        );
        foreach (var (run, line) in lines)
        {
            var drawn = PlotLine.Of(run.Series, line);
            drawn.Tag = run.Method;
            plot.Series.Add(drawn);
        }

        var ends = lines.Select(static entry =>
            $"{entry.Run.Method} ends at {Numbers.About(entry.Line.Last(static point => point.IsDefined()).Y)}"
        );
        return PlotSvg.Figure(
            $"curves-{group.Id}-{curve.Id}",
            $"{curve.Caption} over {unit}: {string.Join("; ", ends)}",
            curve.Caption + (curve.IsNoisy ? ", running mean" : ""),
            plot,
            PlotSvg.Legend(lines.Select(entry => (Name(entry.Run, curve), entry.Run.Series)), lines: true)
        );
    }

    private static string Name(ComparedRun run, Curve curve) =>
        curve.Id == "distance" && run.Distance is { } distance ? $"{run.Method} ({distance.Kind})" : run.Method;

    // Steps of a phase take about equally long.
    private static List<DataPoint> Line(ComparedRun run, Curve curve, bool inSeconds)
    {
        var line = new List<DataPoint>();
        var start = 0.0;
        foreach (var phase in run.Metrics)
        {
            var scale = inSeconds ? Seconds(run, phase)!.Value / phase.Steps : 1;
            if (
                phase.Columns.FirstOrDefault(column => curve.IsOf(run, column.Key)) is
                { Value: { } points, Key: var name }
            )
            {
                line.AddRange(
                    Thinning
                        .To(MostPoints, curve.IsNoisy ? RunningMean.Of(points, Smoothing) : points)
                        .Select(point => new DataPoint(
                            start + (scale * (point.Step + 1)),
                            CurveShares.Value(name, point.Value)
                        ))
                );
                line.Add(DataPoint.Undefined);
            }

            start += scale * phase.Steps;
        }

        return line;
    }

    // The rounds of a search stand in the place of slimming.
    private static double? Seconds(ComparedRun run, MetricsPhase phase) =>
        phase.Name == PhaseName.FineTune ? run.Result.CpuSeconds?.Finetune : run.Result.CpuSeconds?.Slim;

    private sealed record Curve(string Id, string Caption, Func<ComparedRun, string, bool> IsOf, bool IsNoisy);
}
