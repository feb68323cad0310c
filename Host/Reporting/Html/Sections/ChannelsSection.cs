using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>The output channels of every layer, as bars.</summary>
internal static class ChannelsSection
{
    /// <summary>The bars of a run; null where no layer is known.</summary>
    public static Section? Of(IReadOnlyList<LayerChannels> layers) =>
        layers.Count == 0
            ? null
            : new Section(
                "channels",
                "Channels per layer",
                Join(
                    Key(),
                    Tables.Of(
                        "Output channels",
                        ["layer", Column.Words("channels"), "dense", "compact", "MACs left"],
                        layers.Select(layer =>
                            new Markup[]
                            {
                                Tag("code", layer.Layer),
                                Tables.Sorted(Bar(layer, Widest(layers)), layer.Compact),
                                Numbers.Whole(layer.Dense),
                                Numbers.Whole(layer.Compact),
                                layer.DenseMacs > 0 && layer.CompactMacs is { } macs
                                    ? Numbers.Percent(macs / layer.DenseMacs.Value)
                                    : Numbers.Unknown,
                            }
                        )
                    )
                )
            );

    /// <summary>What the bars mean.</summary>
    public static Element Key() => Tag("p.note.key", Tag("i.dense"), "dense G0 ", Tag("i.compact"), "compact G");

    /// <summary>A bar as wide as the dense layer, filled as far as the compact one.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="widest">The channels of a bar over the whole width.</param>
    public static Element Bar(LayerChannels layer, int widest)
    {
        string Share(int channels) => $"{Numbers.Css(100.0 * channels / widest)}%";
        return Tag("div.bar", Tag("div.dense"), Tag("div.compact"))
            .With("style", $"--of-dense:{Share(layer.Dense)};--of-compact:{Share(layer.Compact)}");
    }

    /// <summary>The most channels that a layer has.</summary>
    public static int Widest(IEnumerable<LayerChannels> layers) =>
        layers.Select(static layer => Math.Max(layer.Dense, layer.Compact)).DefaultIfEmpty(1).Max();
}
