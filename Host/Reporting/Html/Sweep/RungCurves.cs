using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Sweeping;
using OxyPlot;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sweep;

/// <summary>The goals of trials from rung to rung.</summary>
internal static class RungCurves
{
    private const int BestSeries = 1;
    private const int OtherSeries = 0;

    /// <summary>The plots; null where trials are not stopped.</summary>
    public static Section? Of(SweepResult result) =>
        result.Reduction is null || result.Trials.All(static trial => trial.Rungs.Count == 0)
            ? null
            : new Section(
                "rungs",
                "From rung to rung",
                Join(
                    Tag(
                        "p.note",
                        $"Where a line ends before the last rung, the trial was stopped: 1 of {result.Reduction} "
                            + "continues."
                    ),
                    Tag("div.plots", result.Goals.Select((goal, number) => Plot(result, goal, number)))
                )
            );

    private static Markup? Plot(SweepResult result, SweepGoal goal, int number)
    {
        var curves = result
            .Trials.Select(trial => (Trial: trial, Points: Points(trial, goal)))
            .Where(static curve => curve.Points.Count > 0)
            .ToList();
        if (curves.Count == 0 || curves.Max(static curve => curve.Points.Count) < 2)
        {
            return null;
        }

        var plot = PlotAxes.Empty(PlotAxes.Counts("updates"), PlotAxes.Linear(null));
        foreach (var (trial, points) in Enumerable.Reverse(curves))
        {
            var isBest = trial.Name == result.Best;
            var color = PlotColors.Of(isBest ? BestSeries : OtherSeries);
            var line = new LineSeries
            {
                Color = isBest ? color : OxyColor.FromAColor(110, color),
                StrokeThickness = isBest ? 2.5 : 1,
                MarkerType = MarkerType.Circle,
                MarkerSize = 2,
                MarkerFill = color,
            };
            line.Points.AddRange(points);
            plot.Series.Add(line);
        }

        return PlotSvg.Figure(
            $"rungs-{number}",
            $"{goal.Name} from rung to rung: "
                + string.Join(
                    "; ",
                    curves.Select(static curve =>
                        $"{curve.Trial.Name} {Numbers.About(curve.Points[^1].Y)} after {curve.Points[^1].X}"
                    )
                ),
            $"{goal.Name} over updates, {(goal.LowerIsBetter ? "lower" : "higher")} is better",
            plot,
            PlotSvg.Legend([("best", BestSeries), ("other trials", OtherSeries)], lines: true)
        );
    }

    private static List<DataPoint> Points(TrialResult trial, SweepGoal goal) =>
        [
            .. from rung in trial.Rungs
                from value in rung.Goals
                where value.Goal == goal.Name
                select new DataPoint(rung.Updates, value.Value),
        ];
}
