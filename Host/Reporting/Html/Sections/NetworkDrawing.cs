using System.Globalization;
using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The network from top to bottom: a bar for each convolution, as wide as it has output channels before and
/// after, and an arc for each output that is read further down than by the next node.</summary>
internal static class NetworkDrawing
{
    private const int Row = 24;
    private const int BarLeft = 190;
    private const int BarWidth = 220;
    private const int Height = 12;
    private const int TextLeft = BarLeft + BarWidth + 10;
    private const int LanesLeft = TextLeft + 90;
    private const int Lane = 14;
    private const int LongestName = 27;

    /// <summary>The drawing.</summary>
    /// <param name="nodes">The nodes in their order.</param>
    /// <param name="layers">The convolutions among them.</param>
    public static Markup Of(IReadOnlyList<DrawnNode> nodes, IReadOnlyList<LayerChannels> layers)
    {
        var channels = layers.DistinctBy(static layer => layer.Layer).ToDictionary(static layer => layer.Layer);
        var widest = ChannelsSection.Widest(layers);
        var arcs = Arcs(nodes);
        var width = LanesLeft + (Lane * (arcs.Select(static arc => arc.Lane).DefaultIfEmpty(-1).Max() + 2));
        var svg = Tag(
                "svg",
                [
                    .. nodes.Select(
                        (node, row) =>
                            channels.TryGetValue(node.Name, out var layer)
                                ? Convolution(layer, row, widest)
                                : Join(
                                    Name(node.Name, row),
                                    Text(BarLeft, row, $"{Sign(node.Kind)} {node.Kind}", "kind")
                                )
                    ),
                    .. arcs.Select(static arc => Arc(arc)),
                ]
            )
            .With("viewBox", $"0 0 {width} {(nodes.Count * Row) + 4}")
            .With("style", $"max-width:{width}px")
            .With("class", "network")
            .With("role", "img")
            .With("aria-label", LegibleText.Of(Description(nodes, channels)));
        return Tables.Scrolling("Drawing of the network", svg);
    }

    private static Markup Convolution(LayerChannels layer, int row, int widest) =>
        Join(
            Name(layer.Layer, row),
            Bar("dense", layer.Dense, row, widest),
            Bar("compact", layer.Compact, row, widest),
            Text(
                TextLeft,
                row,
                layer.Dense == layer.Compact ? $"{layer.Dense}" : $"{layer.Dense} → {layer.Compact}",
                "channels"
            )
        );

    private static Element Bar(string css, int channels, int row, int widest) =>
        Tag("rect." + css)
            .With("x", $"{BarLeft}")
            .With("y", $"{(row * Row) + ((Row - Height) / 2)}")
            .With("width", Numbers.Css((double)BarWidth * channels / widest))
            .With("height", $"{Height}");

    private static Element Name(string name, int row) =>
        Text(0, row, name.Length <= LongestName ? name : $"…{name[^(LongestName - 1)..]}", "name");

    private static Element Text(int x, int row, string text, string css) =>
        Tag("text." + css, text).With("x", $"{x}").With("y", $"{(row * Row) + (Row / 2) + 4}");

    private static Element Arc((int From, int To, int Lane) arc)
    {
        var (from, to, x) = ((arc.From * Row) + (Row / 2), (arc.To * Row) + (Row / 2), LanesLeft + (arc.Lane * Lane));
        return Tag("path")
            .With(
                "d",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"M{LanesLeft - 8} {from} H{x} q8 0 8 8 V{to - 8} q0 8 -8 8 H{LanesLeft - 8} m5 -4 l-5 4 l5 4"
                )
            );
    }

    // An output that the next node reads needs no arc. Arcs that overlap stand side by side.
    private static List<(int From, int To, int Lane)> Arcs(IReadOnlyList<DrawnNode> nodes)
    {
        var rows = nodes.Index().ToDictionary(static node => node.Item.Name, static node => node.Index);
        var free = new List<int>();
        var arcs = new List<(int, int, int)>();
        foreach (
            var (from, to) in nodes
                .Index()
                .SelectMany(node =>
                    node.Item.Inputs.Where(rows.ContainsKey).Select(input => (From: rows[input], To: node.Index))
                )
                .Where(static edge => edge.From < edge.To - 1)
                .OrderBy(static edge => edge.From)
        )
        {
            var lane = free.FindIndex(end => end <= from);
            if (lane < 0)
            {
                lane = free.Count;
                free.Add(to);
            }

            free[lane] = to;
            arcs.Add((from, to, lane));
        }

        return arcs;
    }

    private static string Sign(string kind) =>
        kind switch
        {
            "add" => "+",
            "concat" => "‖",
            _ => "·",
        };

    private static string Description(
        IReadOnlyList<DrawnNode> nodes,
        Dictionary<string, LayerChannels> channels
    ) =>
        "The network from input to output, with output channels before and after: "
        + string.Join(
            ", ",
            nodes.Select(node =>
                channels.TryGetValue(node.Name, out var layer)
                    ? $"{node.Name} {layer.Dense} to {layer.Compact}"
                    : $"{node.Kind} of {string.Join(" and ", node.Inputs)}"
            )
        );
}
