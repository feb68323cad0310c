using GsFramework.Host.Reporting.Html.Plots;
using OxyPlot;
using OxyPlot.Axes;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Some columns of one phase over its updates, or over its rounds.</summary>
/// <param name="Id">Unlike that of any other plot of the page.</param>
/// <param name="Caption">What stands above it.</param>
/// <param name="Unit">What is counted along it.</param>
internal sealed record CurvePanel(string Id, string Caption, string Unit)
{
    /// <summary>Series of more points are thinned out.</summary>
    public const int MostPoints = 300;

    /// <summary>Noisy series are drawn twice, as they are and as running means over this part of them.</summary>
    public const double Smoothing = 0.05;

    /// <summary>True for values of single batches.</summary>
    public bool IsNoisy { get; init; }

    /// <summary>The plot; null where the phase has none of the columns.</summary>
    public Markup? Draw(MetricsPhase phase, IEnumerable<string> columns)
    {
        var lines = columns
            .Where(phase.Columns.ContainsKey)
            .Select(column => (Column: column, Points: Points(phase, column)))
            .ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var last = phase.Steps - (SearchPhase.Is(phase) ? 1 : 0);
        var isShare = lines.TrueForAll(static line => CurveShares.Is(line.Column));
        var usual = isShare
            ? PlotAxes.Share(null)
            : CurveAxis.For(lines.SelectMany(static line => line.Points.Select(Drawn)));
        var other = isShare ? null : CurveAxis.Other(usual, lines.SelectMany(static line => line.Points.Select(Drawn)));
        return PlotSvg.Figure(
            Id,
            $"{Caption} over {Unit}: {string.Join("; ", lines.Select(static line => Ends(line.Column, line.Points)))}",
            Caption,
            Plot(usual, lines, last),
            lines.Count == 1
                ? null
                : PlotSvg.Legend(
                    lines.Select(static (line, number) => (CurveShares.Title(line.Column), number)),
                    lines: true
                ),
            other is null ? null : Plot(other, lines, last)
        );
    }

    private PlotModel Plot(Axis y, List<(string Column, IReadOnlyList<MetricsPoint> Points)> lines, int last)
    {
        var plot = PlotAxes.Empty(PlotAxes.Linear(Unit), y);
        CurveAxis.From(plot.Axes[0], last);
        foreach (var (number, (column, points)) in lines.Index())
        {
            var thin = Thinning.To(MostPoints, points);
            var smooth = IsNoisy ? RunningMean.Of(points, Smoothing) : points;
            var isSmooth = smooth != points;
            var line = PlotLine.Of(number, thin.Select(Drawn), isFaint: isSmooth);
            line.Tag = CurveShares.Title(column);
            plot.Series.Add(line);
            if (isSmooth)
            {
                plot.Series.Add(PlotLine.Of(number, Thinning.To(MostPoints, smooth).Select(Drawn)));
            }
        }

        return plot;
    }

    private static IReadOnlyList<MetricsPoint> Points(MetricsPhase phase, string column) =>
        [
            .. phase
                .Columns[column]
                .Select(point => point with { Value = CurveShares.Value(column, point.Value) }),
        ];

    private static DataPoint Drawn(MetricsPoint point) => new(point.Step, point.Value);

    private static string Ends(string column, IReadOnlyList<MetricsPoint> points) =>
        $"{CurveShares.Title(column)} from {Numbers.About(points[0].Value)} to {Numbers.About(points[^1].Value)}";
}
