using GsFramework.Graph;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Counts the multiply-accumulates that a pruned network would have, fast enough for several counts a step:
/// the same number as <see cref="GraphPruning.CompactCost"/>, from shapes and channel groups that are looked up once.
/// </summary>
internal sealed class CompactMacs
{
    private readonly Entry[] _entries;

    public CompactMacs(ChannelMap map, int height, int width)
    {
        ImageSize = (height, width);
        var shapes = map.Graph.Shapes(height, width);
        var indices = map.Graph.Nodes.Index().ToDictionary(static pair => pair.Item.Name, static pair => pair.Index);
        indices[NetworkGraph.InputName] = -1;
        _entries =
        [
            .. map.Graph.Nodes.Select(node => new Entry(
                node.Layer,
                [.. map.GroupsOf(node.Name)],
                [.. node.Inputs.Select(name => indices[name])],
                [.. node.Inputs.Select(name => shapes[name])],
                shapes[node.Name],
                GraphCost.OfLayer(node, shapes).Macs > 0)),
        ];
        Groups = 1 + map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name)).Max();
        Dense = Measure([.. Enumerable.Repeat(true, Groups)]).Macs;
    }

    /// <summary>The image size that is counted for.</summary>
    public (int Height, int Width) ImageSize { get; }

    /// <summary>One more than the largest group number.</summary>
    public int Groups { get; }

    /// <summary>Multiply-accumulates with all channels.</summary>
    public long Dense { get; }

    /// <summary>Counts the network that has only the live groups.</summary>
    /// <param name="live">For each group whether it stays.</param>
    /// <returns>The count, and whether an image still gets through: false when a layer lost all its channels and no
    /// residual connection goes around it.</returns>
    public (long Macs, bool IsWhole) Measure(bool[] live)
    {
        var counts = new int[_entries.Length];
        var folded = new bool[_entries.Length];
        var (macs, whole) = (0L, true);
        for (var i = 0; i < _entries.Length; i++)
        {
            var entry = _entries[i];
            foreach (var group in entry.Groups)
            {
                counts[i] += live[group] ? 1 : 0;
            }

            var lost = entry.Inputs.Count(input => input >= 0 && folded[input]);
            folded[i] = counts[i] == 0 || lost == entry.Inputs.Length;
            whole &= folded[i] || lost == 0 || entry.Layer is Graph.Layers.Add;
            if (entry.HasCost && !folded[i])
            {
                macs += Cost(entry, counts, counts[i]);
            }
        }

        return (macs, whole && !folded[^1]);
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
        return entry.Layer.WithChannels([.. inputs.Select(static shape => shape.Channels)], outputs).Cost(inputs, output).Macs;
    }

    private sealed record Entry(
        Layer Layer, int[] Groups, int[] Inputs, FeatureShape[] InputShapes, FeatureShape Shape, bool HasCost);
}
