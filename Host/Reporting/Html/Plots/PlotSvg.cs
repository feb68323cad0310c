using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Plots as SVG within the page: with its colours and its typeface, and as wide as there is room.</summary>
internal static partial class PlotSvg
{
    // Text is scaled with the rest, so a narrow window gets a drawing of its own, in which it stays readable.
    private static readonly (string Class, int Width, int Height)[] _forms = [("wide", 560, 340), ("narrow", 340, 280)];

    /// <summary>A plot with a caption.</summary>
    /// <param name="id">Unlike that of any other plot of the page.</param>
    /// <param name="description">What is to be seen, for those who cannot.</param>
    /// <param name="caption">What stands above the plot.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="legend">What its marks mean.</param>
    public static Markup Figure(string id, string description, string caption, PlotModel plot, Markup? legend = null) =>
        Tag(
            "figure.plot",
            [
                Tag("figcaption", caption),
                legend,
                .. _forms.Select(form =>
                    Raw(Draw($"{id}-{form.Class}", form.Class, description, plot, form.Width, form.Height))
                ),
            ]
        );

    /// <summary>A legend below a caption.</summary>
    /// <param name="entries">Names, with the numbers of their series.</param>
    /// <param name="lines">True where series are lines without marks.</param>
    /// <param name="dense">True where G0 is drawn too.</param>
    public static Markup Legend(
        IEnumerable<(string Name, int Series)> entries,
        bool lines = false,
        bool dense = false
    ) =>
        Tag(
            "ul.legend",
            [
                .. entries.Select(entry =>
                    lines
                        ? Tag("li", Sample(entry.Series), " ", entry.Name)
                        : Entry(PlotMarks.Glyph(entry.Series), PlotColors.Css(entry.Series), entry.Name)
                ),
                dense ? Entry("●", "var(--text)", "dense G0, and its level") : null,
            ]
        );

    private static Element Entry(string mark, string color, string name) =>
        Tag("li", Tag("span", mark).With("style", $"color:{color}").With("aria-hidden", "true"), " ", name);

    private static Element Sample(int series) =>
        Tag(
                "svg",
                Tag("line")
                    .With("x2", "32")
                    .With("y1", "4")
                    .With("y2", "4")
                    .With("style", $"stroke:{PlotColors.Css(series)}")
                    .With("stroke-width", "2")
                    .With(
                        "stroke-dasharray",
                        PlotMarks.Dashes(series) is { } dashes ? string.Join(' ', dashes.Select(Numbers.Css)) : null
                    )
            )
            .With("viewBox", "0 0 32 8")
            .With("aria-hidden", "true");

    private static string Draw(string id, string css, string description, PlotModel plot, int width, int height)
    {
        var svg = XElement.Parse(
            new SvgExporter
            {
                Width = width,
                Height = height,
                IsDocument = false,
            }.ExportToString(plot)
        );
        svg.ReplaceAttributes(
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("class", css),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", LegibleText.Of(description))
        );
        foreach (var attribute in svg.Descendants().Attributes().ToList())
        {
            switch (attribute.Name.LocalName)
            {
                // The typeface is the page's.
                case "font-family":
                    attribute.Remove();
                    break;

                // All plots share the names of one page.
                case "id"
                or "clip-path":
                    attribute.Value = attribute.Value.Replace("clipPath", $"{id}-", StringComparison.Ordinal);
                    break;

                case "style"
                or "fill"
                or "stroke":
                    attribute.Value = Color()
                        .Replace(attribute.Value, static match => PlotColors.Css(Number(match, 1), Number(match, 2)));
                    break;
            }
        }

        // Within a page neither the namespace nor its prefixes are needed.
        foreach (var element in svg.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"rgb\((\d+),0,(\d+)\)")]
    private static partial Regex Color();
}
