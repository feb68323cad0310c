using GsFramework.Host.Reporting.Html.Plots;
using GsFramework.Host.Searching;
using GsFramework.Host.Sweeping;
using OxyPlot;
using OxyPlot.Series;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sweep;

/// <summary>Goals against each other, or the one goal trial after trial.</summary>
internal static class FrontSection
{
    private const int FinishedSeries = 0;
    private const int FrontSeries = 1;

    // Fewer are no course.
    private const int FewestOfSearch = 3;

    /// <summary>The plots; null before a trial is finished.</summary>
    public static Section? Of(SweepResult result)
    {
        var finished = result.Trials.Where(static trial => trial.State == TrialState.Finished).ToList();
        if (finished.Count == 0)
        {
            return null;
        }

        return result.HasFront
            ? new Section(
                "front",
                "One goal against another",
                Join(
                    Tag(
                        "p.note",
                        "Finished trials. The line joins those that no other beats in these two goals; filled in the "
                            + "second colour are the trials of the Pareto front of all goals."
                    ),
                    Tag("div.plots", result.Goals.Skip(1).Select(goal => Against(result, finished, goal)))
                )
            )
            : finished.Count < FewestOfSearch ? null
            : new Section("search", "Trial after trial", Search(result, finished));
    }

    private static Markup Against(SweepResult result, List<TrialResult> finished, SweepGoal across)
    {
        var up = result.Goals[0];
        var plot = PlotAxes.Empty(PlotAxes.Linear(Title(across)), PlotAxes.Linear(null));
        var front = ParetoFront.Of(finished, trial => Cost(trial, across), trial => Cost(trial, up));
        var line = new LineSeries
        {
            Color = PlotColors.Muted,
            LineStyle = LineStyle.Dash,
            StrokeThickness = 1,
        };
        line.Points.AddRange(front.Select(Point));
        plot.Series.Add(line);
        foreach (
            var (series, trials) in new[]
            {
                (FinishedSeries, finished.Where(trial => !result.Front.Contains(trial.Name))),
                (FrontSeries, finished.Where(trial => result.Front.Contains(trial.Name))),
            }
        )
        {
            plot.Series.Add(Marks(series, trials.Select(Point)));
        }

        return PlotSvg.Figure(
            $"front-{result.Goals.ToList().IndexOf(across)}",
            $"{up.Name} against {across.Name}: "
                + string.Join(
                    "; ",
                    finished.Select(trial => $"{trial.Name} {Text(trial, across)} {Text(trial, up)}")
                ),
            $"{Title(up)} against {across.Name}",
            plot,
            PlotSvg.Legend([("finished", FinishedSeries), ("on the front", FrontSeries)])
        );

        DataPoint Point(TrialResult trial) => new(trial.Of(across.Name)!.Value, trial.Of(up.Name)!.Value);

        static string Text(TrialResult trial, SweepGoal goal) => Numbers.About(trial.Of(goal.Name));
    }

    // With the best so far as a line: whether more trials would help.
    private static Markup Search(SweepResult result, List<TrialResult> finished)
    {
        var goal = result.Goals[0];
        var plot = PlotAxes.Empty(PlotAxes.Counts("trial"), PlotAxes.Linear(null));
        var ordered = finished.OrderBy(static trial => trial.Number).ToList();
        var best = new StairStepSeries
        {
            Color = PlotColors.Of(FrontSeries),
            StrokeThickness = 1.5,
            VerticalStrokeThickness = 1.5,
        };
        var least = double.PositiveInfinity;
        foreach (var trial in ordered)
        {
            least = Math.Min(least, Cost(trial, goal));
            best.Points.Add(new DataPoint(trial.Number, goal.LowerIsBetter ? least : -least));
        }

        plot.Series.Add(best);
        plot.Series.Add(
            Marks(FinishedSeries, ordered.Select(trial => new DataPoint(trial.Number, trial.Of(goal.Name)!.Value)))
        );
        return PlotSvg.Figure(
            "search",
            $"{goal.Name} of finished trials: "
                + string.Join(
                    "; ",
                    ordered.Select(trial => $"{trial.Name} {Numbers.Score(trial.Of(goal.Name))}")
                ),
            Title(goal),
            plot,
            PlotSvg.Legend([("finished trial", FinishedSeries), ("best so far", FrontSeries)])
        );
    }

    private static ScatterSeries Marks(int series, IEnumerable<DataPoint> points)
    {
        var marks = new ScatterSeries();
        PlotMarks.Apply(marks, series);
        marks.Points.AddRange(points.Select(static point => new ScatterPoint(point.X, point.Y)));
        return marks;
    }

    private static double Cost(TrialResult trial, SweepGoal goal) =>
        trial.Of(goal.Name)!.Value * (goal.LowerIsBetter ? 1 : -1);

    private static string Title(SweepGoal goal) =>
        $"{goal.Name}, {(goal.LowerIsBetter ? "lower" : "higher")} is better";
}
