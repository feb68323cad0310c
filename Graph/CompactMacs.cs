using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>
/// Counts the multiply-accumulates that a pruned network would have, fast enough for many counts a step:
/// the same number as <see cref="GraphPruning.CompactCost"/>, from shapes and channel groups that are looked up once.
/// </summary>
public sealed class CompactMacs
{
    private readonly Entry[] _entries;

    /// <summary>Looks up what the counts need.</summary>
    /// <param name="map">The channel groups of the dense network.</param>
    /// <param name="size">The size of the images.</param>
    /// <exception cref="GraphException">The image is too small for the network.</exception>
    public CompactMacs(ChannelMap map, ImageSize size)
    {
        ImageSize = size;
        var shapes = map.Graph.Shapes(size);
        var indices = map.Graph.Nodes.Index().ToDictionary(static pair => pair.Item.Name, static pair => pair.Index);
        indices[NetworkGraph.InputName] = -1;
        _entries =
        [
            .. map.Graph.Nodes.Select(node => new Entry(
                node.Name,
                node.Layer,
                [.. map.GroupsOf(node.Name)],
                [.. node.Inputs.Select(name => indices[name])],
                [.. node.Inputs.Select(name => shapes[name])],
                shapes[node.Name],
                GraphCost.OfLayer(node, shapes).Macs > 0
            )),
        ];
        Groups =
            1
            + map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name))
                .Concat(map.GroupsOf(NetworkGraph.InputName))
                .Max();
        Dense = Measure([.. Enumerable.Repeat(true, Groups)]).Macs;
    }

    /// <summary>The image size that is counted for.</summary>
    public ImageSize ImageSize { get; }

    /// <summary>One more than the largest group number.</summary>
    public int Groups { get; }

    /// <summary>Multiply-accumulates with all channels.</summary>
    public long Dense { get; }

    /// <summary>Counts the network that has only the live groups.</summary>
    /// <param name="live">For each group whether it stays; <see cref="Groups"/> of them.</param>
    /// <returns>The count, and whether an image still gets through: false when a layer lost all its channels and no
    /// residual connection goes around it (<see cref="EmptyLayer"/>).</returns>
    public (long Macs, bool IsWhole) Measure(ReadOnlySpan<bool> live)
    {
        var (counts, folded) = Count(live);
        var macs = 0L;
        var kept = Kept(folded);
        for (var i = 0; i < _entries.Length; i++)
        {
            if (kept[i] && _entries[i].HasCost)
            {
                macs += Cost(_entries[i], counts, counts[i]);
            }
        }

        return (macs, Broken(counts, folded, kept) is null);
    }

    /// <summary>Adds up another cost of the network that has only the live groups.</summary>
    /// <param name="live">For each group whether it stays; <see cref="Groups"/> of them.</param>
    /// <param name="cost">What a layer costs: its name, the channels that it still reads, of all its inputs together,
    /// and those that it still writes. It is not asked of layers that vanish.</param>
    public double Sum(ReadOnlySpan<bool> live, Func<string, int, int, double> cost)
    {
        var (counts, folded) = Count(live);
        var kept = Kept(folded);
        var sum = 0.0;
        for (var i = 0; i < _entries.Length; i++)
        {
            if (kept[i])
            {
                sum += cost(_entries[i].Name, Read(_entries[i], counts), counts[i]);
            }
        }

        return sum;
    }

    /// <summary>The first layer that lost all its channels and without which the network cannot do; null when an image
    /// gets through.</summary>
    /// <param name="live">For each group whether it stays; <see cref="Groups"/> of them.</param>
    public string? EmptyLayer(ReadOnlySpan<bool> live)
    {
        var (counts, folded) = Count(live);
        return Broken(counts, folded, Kept(folded)) is { } broken ? _entries[Origin(broken, folded)].Name : null;
    }

    // The channels of each layer, and which layers vanish: those without any, and those that only read vanished ones.
    private (int[] Counts, bool[] Folded) Count(ReadOnlySpan<bool> live)
    {
        var (counts, folded) = (new int[_entries.Length], new bool[_entries.Length]);
        for (var i = 0; i < _entries.Length; i++)
        {
            var entry = _entries[i];
            foreach (var group in entry.Groups)
            {
                counts[i] += live[group] ? 1 : 0;
            }

            folded[i] = counts[i] == 0 || Array.TrueForAll(entry.Inputs, input => input >= 0 && folded[input]);
        }

        return (counts, folded);
    }

    // What only feeds branches that are gone is gone, too.
    private bool[] Kept(bool[] folded)
    {
        var kept = new bool[_entries.Length];
        kept[^1] = true;
        for (var i = _entries.Length - 1; i >= 0; i--)
        {
            if (kept[i])
            {
                foreach (var input in _entries[i].Inputs)
                {
                    if (input >= 0)
                    {
                        kept[input] |= !folded[input];
                    }
                }
            }
        }

        return kept;
    }

    // A vanished layer whose reader cannot do without it. A layer that reads nothing makes constants, which an Add
    // takes up; but a convolution of constants that are not 0 is no constant at the border, so pruning leaves both.
    private int? Broken(int[] counts, bool[] folded, bool[] kept)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Layer.MixesChannels && counts[i] > 0 && folded[i])
            {
                foreach (var input in _entries[i].Inputs)
                {
                    if (counts[input] > 0)
                    {
                        return input;
                    }
                }
            }
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            foreach (var input in _entries[i].Inputs)
            {
                var takenUp =
                    _entries[i].Layer is Add || (_entries[i].Layer is Concat && input >= 0 && counts[input] == 0);
                if (input >= 0 && folded[input] && (folded[i] || !takenUp))
                {
                    return input;
                }
            }
        }

        return folded[^1] ? _entries.Length - 1 : null;
    }

    private int Origin(int layer, bool[] folded)
    {
        var cause = Array.FindIndex(_entries[layer].Inputs, input => input >= 0 && folded[input]);
        return cause < 0 ? layer : Origin(_entries[layer].Inputs[cause], folded);
    }

    private static int Read(Entry entry, int[] counts)
    {
        var inputs = 0;
        for (var i = 0; i < entry.Inputs.Length; i++)
        {
            inputs += entry.Inputs[i] < 0 ? entry.InputShapes[i].Channels : counts[entry.Inputs[i]];
        }

        return inputs;
    }

    private static long Cost(Entry entry, int[] counts, int outputs)
    {
        var inputs = new FeatureShape[entry.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = entry.InputShapes[i];
            inputs[i] = entry.Inputs[i] < 0 ? shape : shape with { Channels = counts[entry.Inputs[i]] };
        }

        var output = entry.Shape with { Channels = outputs };
        return entry
            .Layer.WithChannels([.. inputs.Select(static shape => shape.Channels)], outputs)
            .Cost(inputs, output)
            .Macs;
    }

    private sealed record Entry(
        string Name,
        Layer Layer,
        int[] Groups,
        int[] Inputs,
        FeatureShape[] InputShapes,
        FeatureShape Shape,
        bool HasCost
    );
}
