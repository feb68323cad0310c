using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.CoEvolution;

/// <summary>What the bits of an individual stand for: which channel groups of a generator stay.</summary>
/// <remarks>
/// A group is prunable when it is not frozen and really falls silent where it is masked. The trunk's groups are among
/// them: one bit of the trunk is one channel of every layer that is added to it.
/// </remarks>
internal sealed class ChannelCode
{
    private readonly int[][] _genes;
    private readonly Dictionary<int, int> _geneOf = [];
    private readonly int[] _outputs;

    public ChannelCode(GraphModule teacher, ChannelEncoding encoding, ImageSize size)
    {
        Map = ChannelMap.Of(teacher.Graph);
        Macs = new CompactMacs(Map, size);
        var layers = PrunableLayers(teacher).ToArray();
        _genes =
        [
            .. encoding == ChannelEncoding.Shared
                ? Runs(layers).SelectMany(Zip)
                : layers.SelectMany(static layer => layer).Select(static group => new[] { group }),
        ];
        foreach (var (gene, groups) in _genes.Index())
        {
            foreach (var group in groups)
            {
                _geneOf[group] = gene;
            }
        }

        // How many outputs of convolutions each gene switches: what the official code counts as zeros.
        _outputs = new int[_genes.Length];
        foreach (
            var group in Map
                .Graph.Nodes.Where(static node => node.Layer is IConvolution)
                .SelectMany(node => Map.GroupsOf(node.Name))
        )
        {
            if (_geneOf.TryGetValue(group, out var gene))
            {
                _outputs[gene]++;
            }
        }
    }

    public ChannelMap Map { get; }

    public CompactMacs Macs { get; }

    /// <summary>How many bits an individual has.</summary>
    public int Length => _genes.Length;

    /// <summary>For each channel group whether it stays.</summary>
    public bool[] Live(bool[] bits)
    {
        var live = new bool[Macs.Groups];
        for (var group = 0; group < live.Length; group++)
        {
            live[group] = !_geneOf.TryGetValue(group, out var gene) || bits[gene];
        }

        return live;
    }

    /// <summary>The channel groups that stay, as <see cref="GraphPruning.Mask"/> takes them.</summary>
    public IReadOnlySet<int> Kept(bool[] bits) =>
        Live(bits).Index().Where(static pair => pair.Item).Select(static pair => pair.Index).ToHashSet();

    /// <summary>The convolutions' output channels that are gone.</summary>
    public int Zeros(bool[] bits) => bits.Index().Where(static pair => !pair.Item).Sum(pair => _outputs[pair.Index]);

    /// <summary>Multiply-accumulates, and whether an image gets through.</summary>
    public (long Macs, bool IsWhole) Measure(bool[] bits) => Macs.Measure(Live(bits));

    /// <summary>How many times fewer multiply-accumulates than the dense generator.</summary>
    public double Ratio(bool[] bits) => (double)Macs.Dense / Measure(bits).Macs;

    /// <summary>The genes of the first layer that lost all its channels without a connection going around it; none when
    /// an image gets through.</summary>
    public int[] EmptyLayer(bool[] bits) =>
        Macs.EmptyLayer(Live(bits)) is { } layer
            ? [.. Map.GroupsOf(layer).Where(_geneOf.ContainsKey).Select(group => _geneOf[group]).Distinct()]
            : [];

    // By the layer in which a group appears first.
    private IEnumerable<int[]> PrunableLayers(GraphModule teacher)
    {
        var seen = new HashSet<int>();
        int[][] layers =
        [
            .. Map.Graph.Nodes.Select(node =>
                Map.GroupsOf(node.Name).Where(group => !Map.IsFrozen(group) && seen.Add(group)).ToArray()
            ),
        ];
        var silent = Silenceable(teacher, [.. layers.SelectMany(static layer => layer)]);
        return layers.Select(layer => layer.Where(silent.Contains).ToArray()).Where(static layer => layer.Length > 0);
    }

    // Asked of the graph itself, every second group at a time, so that no layer dies.
    private HashSet<int> Silenceable(GraphModule teacher, int[] groups)
    {
        var silent = new HashSet<int>();
        for (var parity = 0; parity < 2; parity++)
        {
            var masked = groups.Where((_, i) => i % 2 == parity).ToHashSet();
            using var weights = teacher.CopyWeights();
            GraphPruning.Mask(Map, weights, groups.Except(masked).ToHashSet());
            silent.UnionWith(masked.Except(GraphPruning.LiveGroups(Map, weights)));
        }

        return silent;
    }

    private static IEnumerable<List<int[]>> Runs(int[][] layers)
    {
        var run = new List<int[]>();
        foreach (var layer in layers)
        {
            if (run.Count > 0 && run[^1].Length != layer.Length)
            {
                yield return run;
                run = [];
            }

            run.Add(layer);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private static IEnumerable<int[]> Zip(List<int[]> run) =>
        Enumerable.Range(0, run[0].Length).Select(channel => run.Select(layer => layer[channel]).ToArray());
}
