using System.Globalization;
using GsFramework.Core.Text;
using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Sweeping;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sweep;

/// <summary>Keys and goals as axes side by side, and a line a trial.</summary>
internal static class ParallelCoordinates
{
    private const int BestSeries = 1;
    private const int FinishedSeries = 0;

    // OxyPlot sets lines closer than the page's typeface is high.
    private const int LinesDown = 2;

    // With this many axes, the names of neighbours meet on a phone.
    private const int MostInOneRow = 2;
    private const int ManyAxes = 6;

    /// <summary>The plot; null without a trial that has all goals.</summary>
    public static Section? Of(SweepResult result)
    {
        var shown = result.Trials.Where(trial => result.Goals.All(goal => trial.Of(goal.Name) is not null)).ToList();
        if (shown.Count == 0)
        {
            return null;
        }

        var axes = Axes(result, shown);
        var names = axes.Select(static axis => axis.Title).ToList();
        var y = PlotAxes.Linear(null);
        (y.Minimum, y.Maximum, y.MajorGridlineStyle) = (-0.12, 1.12, LineStyle.None);
        y.LabelFormatter = static _ => "";
        var x = PlotAxes.Categories("", Staggered(names));
        x.Maximum += LabelRoom(names.Count);
        var plot = PlotAxes.Empty(x, y);
        foreach (var (number, axis) in axes.Index())
        {
            Add(plot, axis, number);
        }

        foreach (var trial in Enumerable.Reverse(shown).OrderBy(trial => Rank(result, trial)))
        {
            Add(plot, result, trial, axes);
        }

        var best = result.HasFront ? "on the Pareto front" : "best";
        return new Section(
            "coordinates",
            "Which values did well",
            Join(
                Tag(
                    "p.note",
                    "A line a trial, through its values and its goals. On the axes of goals, better is higher. A thin "
                        + "line is a trial that was stopped: its goals are those after fewer updates."
                ),
                PlotSvg.Figure(
                    "coordinates",
                    $"Parallel coordinates of {string.Join(", ", names)}: "
                        + string.Join(
                            "; ",
                            shown.Take(10).Select(trial => string.Join(" ", SweepText.Cells(result, trial)).Trim())
                        ),
                    "Values and goals of all trials",
                    plot,
                    PlotSvg.Legend([(best, BestSeries), ("finished; thin: stopped", FinishedSeries)], lines: true)
                )
            )
        );
    }

    // A label of the last axis takes a quarter of the narrow drawing, beside half a step that is there already.
    private static double LabelRoom(int axes) => Math.Max(0, (0.36 * axes) - 0.68);

    private static IReadOnlyList<string> Staggered(List<string> names)
    {
        var rows = names.Count <= MostInOneRow ? 1 : names.Count < ManyAxes ? 2 : 3;
        return [.. names.Select((name, number) => new string('\n', LinesDown * (number % rows)) + name)];
    }

    private static void Add(PlotModel plot, CoordinateAxis axis, int number)
    {
        plot.Annotations.Add(
            new LineAnnotation
            {
                Type = LineAnnotationType.Vertical,
                X = number,
                MinimumY = 0,
                MaximumY = 1,
                Color = PlotColors.Muted,
                LineStyle = LineStyle.Solid,
                StrokeThickness = 1,
                Layer = AnnotationLayer.BelowSeries,
            }
        );
        foreach (var (place, text) in axis.Labels)
        {
            plot.Annotations.Add(
                new TextAnnotation
                {
                    TextPosition = new DataPoint(number, place),
                    Text = text,
                    FontSize = 11,
                    TextColor = PlotColors.Text,
                    StrokeThickness = 0,
                    TextHorizontalAlignment = HorizontalAlignment.Left,
                    TextVerticalAlignment = place switch
                    {
                        >= 1 => VerticalAlignment.Bottom,
                        <= 0 => VerticalAlignment.Top,
                        _ => VerticalAlignment.Middle,
                    },
                    Offset = new ScreenVector(4, 0),
                }
            );
        }
    }

    private static void Add(
        PlotModel plot,
        SweepResult result,
        TrialResult trial,
        IReadOnlyList<CoordinateAxis> axes
    )
    {
        var rank = Rank(result, trial);
        var color = PlotColors.Of(rank == 2 ? BestSeries : FinishedSeries);
        var line = new LineSeries
        {
            Color = rank == 2 ? color : OxyColor.FromAColor((byte)(rank == 1 ? 170 : 110), color),
            StrokeThickness = rank == 2 ? 2.5 : rank == 1 ? 1.5 : 0.75,
        };
        line.Points.AddRange(axes.Select((axis, number) => new DataPoint(number, axis.Of(trial))));
        plot.Series.Add(line);
    }

    // What matters is drawn last, over the others.
    private static int Rank(SweepResult result, TrialResult trial) =>
        trial.State != TrialState.Finished ? 0
        : result.HasFront ? result.Front.Contains(trial.Name) ? 2 : 1
        : result.Best == trial.Name ? 2
        : 1;

    private static IReadOnlyList<CoordinateAxis> Axes(SweepResult result, List<TrialResult> shown) =>
        [
            .. result.Keys.Select((key, index) =>
                key.Values is { } values ? OfList(key.Short(result.Keys), values, index)
                : OfRange(key.Short(result.Keys), key, index)
            ),
            .. result.Goals.Select(goal => OfGoal(goal, [.. shown.Select(trial => trial.Of(goal.Name)!.Value)])),
        ];

    private static CoordinateAxis OfList(string title, IReadOnlyList<string> values, int index)
    {
        double Place(int number) => values.Count == 1 ? 0.5 : (double)number / (values.Count - 1);
        return new CoordinateAxis(
            title,
            trial => Place(Math.Max(0, values.ToList().IndexOf(trial.Values[index]))),
            [.. values.Select((value, number) => (Place(number), value))]
        );
    }

    private static CoordinateAxis OfRange(string title, SweptKey key, int index)
    {
        var (from, to) = (Scaled(key.From!.Value), Scaled(key.To!.Value));
        return new CoordinateAxis(
            title,
            trial =>
                double.TryParse(trial.Values[index], CultureInfo.InvariantCulture, out var value)
                    ? (Scaled(value) - from) / (to - from)
                    : 0,
            [(0, Numbers.About(key.From)), (1, Numbers.About(key.To))]
        );

        double Scaled(double value) => key.IsLog ? Math.Log(value) : value;
    }

    private static CoordinateAxis OfGoal(SweepGoal goal, IReadOnlyList<double> values)
    {
        var (worst, best) = goal.LowerIsBetter ? (values.Max(), values.Min()) : (values.Min(), values.Max());
        return new CoordinateAxis(
            goal.Name,
            trial => worst == best ? 0.5 : (trial.Of(goal.Name)!.Value - worst) / (best - worst),
            worst == best
                ? [(0.5, MeasuredText.Of(best))]
                : [(0, MeasuredText.Of(worst)), (1, MeasuredText.Of(best))]
        );
    }

    private sealed record CoordinateAxis(
        string Title,
        Func<TrialResult, double> Of,
        IReadOnlyList<(double Place, string Text)> Labels
    );
}
