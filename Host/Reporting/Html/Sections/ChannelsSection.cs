using GsFramework.Host.Runs;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>Every layer before and after: its channels as bars, what it costs, and its γ.</summary>
internal static class ChannelsSection
{
    /// <summary>The bars of a run, and its drawing; null where no layer is known.</summary>
    public static Section? Of(RunResult run)
    {
        var layers = run.Channels;
        if (layers.Count == 0)
        {
            return null;
        }

        var total = layers.Sum(static layer => layer.CompactMacs) ?? 0;
        var columns = _columns.Where(column => layers.Any(column.Is)).ToList();
        return new Section(
            "channels",
            "Layers",
            Join(
                Key(),
                Tables.Of(
                    "Layers",
                    isBroad: true,
                    columns: [.. columns.Select(static column => column.Head)],
                    rows: layers.Select(layer =>
                        (IReadOnlyList<Markup>)
                            [.. columns.Select(column => column.Cell(layer, Widest(layers), total))]
                    )
                ),
                Tag(
                    "p.note",
                    "A layer that keeps all of its output channels has fewer MACs where its input channels were "
                        + "pruned. "
                        + "MACs are of one image by the exact rule; the share is of all convolutions of the compact "
                        + "network. ",
                    layers.Any(IsTransposed) ? "A stride below 1 is that of a transposed convolution. " : null,
                    layers.Any(static layer => layer.DenseBytes is not null)
                        ? "Bytes are those of the kernel and its scales in this program's weight files. "
                        : null,
                    layers.Any(static layer => layer.Scales is not null)
                        ? "γ at the end of slimming: the bar on the left counts those that are 0, the others those "
                            + "from 0 "
                            + "to the largest |γ| of the layer."
                        : null
                ),
                run.Drawing is { Count: > 0 } drawing
                    ? Tag(
                        "details",
                        Tag("summary", "Drawing of the network"),
                        NetworkDrawing.Of(drawing, layers)
                    )
                    : null
            )
        );
    }

    // Results of earlier versions do not know all of it.
    private static readonly LayerColumn[] _columns =
    [
        new("layer", static _ => true, static (layer, _, _) => Tag("code", layer.Layer)),
        new(
            Column.Words("channels"),
            static _ => true,
            static (layer, widest, _) => Tables.Sorted(Bar(layer, widest), layer.Compact)
        ),
        new(
            "outputs",
            static _ => true,
            static (layer, _, _) => Change(layer.Dense, layer.Compact, static value => $"{value}")
        ),
        new(
            "inputs",
            static layer => layer.DenseInputs is not null,
            static (layer, _, _) => Change(layer.DenseInputs, layer.CompactInputs, static value => $"{value}")
        ),
        new("kernel", static layer => layer.Kernel is not null, static (layer, _, _) => Times(layer.Kernel)),
        new(
            "stride",
            static layer => layer.Stride is not null,
            static (layer, _, _) =>
                layer.Stride is not { } stride ? Numbers.Unknown
                : IsTransposed(layer) && stride > 1 ? $"1/{stride}"
                : $"{stride}"
        ),
        new(
            "output size",
            static layer => layer.OutputSize is not null,
            static (layer, _, _) => Times(layer.OutputSize)
        ),
        new(
            "MACs",
            static layer => layer.CompactMacs is not null,
            static (layer, _, _) =>
                Change(layer.DenseMacs, layer.CompactMacs, static value => Numbers.Short(value))
        ),
        new(
            "MACs left",
            static _ => true,
            static (layer, _, _) =>
                layer.DenseMacs > 0 && layer.CompactMacs is { } macs
                    ? Numbers.Percent(macs / (double)layer.DenseMacs.Value)
                    : Numbers.Unknown
        ),
        new(
            "share of all",
            static layer => layer.CompactMacs is not null,
            static (layer, _, total) =>
                total > 0 && layer.CompactMacs is { } macs ? Numbers.Percent(macs / (double)total) : Numbers.Unknown
        ),
        new(
            "bytes",
            static layer => layer.DenseBytes is not null,
            static (layer, _, _) => Change(layer.DenseBytes, layer.CompactBytes, static value => Numbers.Short(value))
        ),
        new(
            "γ",
            static layer => layer.Scales is not null,
            static (layer, _, _) => Tables.Sorted(ScaleBars.Of(layer.Scales), layer.Scales?.Zeros)
        ),
    ];

    private static bool IsTransposed(LayerChannels layer) =>
        layer.Kind?.Contains("transpose", StringComparison.Ordinal) == true;

    private static Markup Change(long? dense, long? compact, Func<long, string> text) =>
        dense is not { } before ? Numbers.Unknown
        : compact is not { } after || before == after ? Tables.Sorted(text(before), before)
        : Tables.Sorted($"{text(before)} → {text(after)}", after);

    private static string Times(IReadOnlyList<int>? sides) =>
        sides is null ? Numbers.Unknown : string.Join('×', sides);

    private sealed record LayerColumn(
        Column Head,
        Func<LayerChannels, bool> Is,
        Func<LayerChannels, int, long, Markup> Cell
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
