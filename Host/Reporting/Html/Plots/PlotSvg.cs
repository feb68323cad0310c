using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>Plots as SVG within the page: with its colours and its typeface, and as wide as there is room.</summary>
internal static partial class PlotSvg
{
    private const string Linear = "linear";
    private const string Logarithmic = "logarithmic";

    // Text is scaled with the rest, so a narrow window gets a drawing of its own, in which it stays readable.
    private static readonly (string Class, int Width, int Height)[] _forms = [("wide", 560, 340), ("narrow", 340, 280)];

    /// <summary>A plot with a caption.</summary>
    /// <param name="id">Unlike that of any other plot of the page.</param>
    /// <param name="description">What is to be seen, for those who cannot.</param>
    /// <param name="caption">What stands above the plot.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="legend">What its marks mean.</param>
    /// <param name="other">The same with a linear axis in the place of a logarithmic one, or the other way round;
    /// null where there is no choice.</param>
    public static Markup Figure(
        string id,
        string description,
        string caption,
        PlotModel plot,
        Markup? legend = null,
        PlotModel? other = null
    )
    {
        var values = PlotValues.Of(plot);
        return Tag(
                "figure.plot",
                [
                    Tag("figcaption", caption),
                    legend,
                    .. _forms.Select(form => Raw(Draw(id, form, description, plot))),
                    .. other is null
                        ? []
                        : _forms.Select(form => Raw(Draw(id, form, description, other, hidden: true))),
                    values is null ? null : Readout(caption),
                ]
            )
            .With("data-values", values);
    }

    /// <summary>Lets the reader choose the vertical axes of all plots of a section that have a choice.</summary>
    public static Markup ScaleChoice() =>
        Tag(
                "p.choice",
                Tag(
                    "label",
                    "Vertical axes ",
                    Tag(
                            "select",
                            Tag("option", "as the values need them").With("value", ""),
                            Tag("option", Linear).With("value", Linear),
                            Tag("option", Logarithmic).With("value", Logarithmic)
                        )
                        .With("data-scales", "")
                )
            )
            .With("hidden", "");

    // Without the script there is nothing to be pointed at.
    private static Element Readout(string caption) =>
        Tag(
                "div.readout",
                Tag("input")
                    .With("type", "range")
                    .With("min", "0")
                    .With("value", "0")
                    .With("aria-label", LegibleText.Of($"Values of {caption}")),
                Tag("output")
            )
            .With("hidden", "");

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

    private static string Draw(
        string name,
        (string Class, int Width, int Height) form,
        string description,
        PlotModel plot,
        bool hidden = false
    )
    {
        var (css, width, height) = form;
        var scale = plot.Axes[1] is LogarithmicAxis ? Logarithmic : Linear;
        var id = $"{name}-{css}-{scale}";
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
            new XAttribute("data-scale", scale),
            new XAttribute("data-place", PlotValues.Place(plot)),
            hidden ? new XAttribute("hidden", "") : null,
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
