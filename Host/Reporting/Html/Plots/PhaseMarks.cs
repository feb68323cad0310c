using OxyPlot;
using OxyPlot.Annotations;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Shows in a plot where a phase ends and the next begins.</summary>
internal static class PhaseMarks
{
    /// <summary>Adds a line at every change of phase.</summary>
    public static void Add(PlotModel plot, IReadOnlyList<MetricsPhase> phases)
    {
        var start = 0;
        foreach (var phase in phases.SkipLast(1))
        {
            start += phase.Steps;
            plot.Annotations.Add(
                new LineAnnotation
                {
                    Type = LineAnnotationType.Vertical,
                    X = start,
                    Color = PlotColors.Muted,
                    StrokeThickness = 1,
                    LineStyle = LineStyle.Dash,
                    Layer = AnnotationLayer.BelowSeries,
                }
            );
        }

        if (phases.Count < 2)
        {
            return;
        }

        start = 0;
        foreach (var phase in phases)
        {
            plot.Annotations.Add(new PhaseName(phase.Name, start));
            start += phase.Steps;
        }
    }

    // Above the plot, whatever its vertical axis shows.
    private sealed class PhaseName(string name, double start) : Annotation
    {
        private const int Size = 11;

        /// <inheritdoc/>
        public override OxyRect GetClippingRect() => new(0, 0, PlotModel.Width, PlotModel.Height);

        public override void Render(IRenderContext context)
        {
            base.Render(context);
            context.DrawText(
                new ScreenPoint(XAxis!.Transform(start) + 2, PlotModel.PlotArea.Top - 3),
                LegibleText.Of(name),
                PlotColors.Muted,
                ActualFont,
                Size,
                FontWeights.Normal,
                0,
                HorizontalAlignment.Left,
                VerticalAlignment.Bottom
            );
        }
    }
}
