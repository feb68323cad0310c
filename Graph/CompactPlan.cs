using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>What is left of a graph when only some of its channel groups live.</summary>
internal sealed class CompactPlan
{
    private readonly ChannelMap _map;
    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _folded = [];

    public CompactPlan(ChannelMap map, IReadOnlySet<int> live)
    {
        _map = map;
        Live = live;
        _counts[NetworkGraph.InputName] = map.GroupsOf(NetworkGraph.InputName).Count(live.Contains);
        foreach (var node in map.Graph.Nodes)
        {
            _counts[node.Name] = map.GroupsOf(node.Name).Count(live.Contains);
            if (_counts[node.Name] == 0 || node.Inputs.All(_folded.Contains))
            {
                _folded.Add(node.Name);
            }
        }

        var kept = new HashSet<string> { map.Graph.Output.Name };
        foreach (var node in map.Graph.Nodes.Reverse().Where(node => kept.Contains(node.Name)))
        {
            kept.UnionWith(node.Inputs.Where(name => !IsFolded(name)));
        }

        Kept = [.. map.Graph.Nodes.Where(node => kept.Contains(node.Name))];
    }

    /// <summary>The channel groups that stay.</summary>
    public IReadOnlySet<int> Live { get; }

    /// <summary>The nodes that still contribute to the output, inputs first.</summary>
    public IReadOnlyList<GraphNode> Kept { get; }

    /// <summary>True for nodes that vanish: those left without output channels, and those that only read vanished ones
    /// (their output is constant, and an add takes it up).</summary>
    public bool IsFolded(string node) => _folded.Contains(node);

    /// <summary>The number of a node's output channels that stay.</summary>
    public int Count(string node) => _counts[node];

    /// <summary>The positions of a node's output channels that stay.</summary>
    public int[] Positions(string node) =>
        [
            .. _map.GroupsOf(node)
                .Index()
                .Where(pair => Live.Contains(pair.Item))
                .Select(static pair => pair.Index),
        ];

    /// <summary>A node's layer for the channels that stay.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">What it still reads.</param>
    public Layer Compact(GraphNode node, IEnumerable<string> inputs) =>
        node.Layer.WithKept([.. inputs.Select(Positions)], Positions(node.Name));

    /// <summary>The first layer that lost all its channels and has no connection going around it; null when there is
    /// none and the plan can be carried out.</summary>
    public string? EmptyLayer(Dictionary<string, double[]> constants)
    {
        foreach (var node in Kept)
        {
            foreach (var input in node.Inputs.Where(IsFolded))
            {
                if (IsFolded(node.Name) || !TakesUp(node.Layer, input, constants))
                {
                    return Origin(input);
                }
            }
        }

        return null;
    }

    private bool TakesUp(Layer layer, string folded, Dictionary<string, double[]> constants) =>
        layer switch
        {
            Add => Positions(folded).All(channel => !double.IsNaN(constants[folded][channel])),
            Concat => Count(folded) == 0,
            _ => false,
        };

    private string Origin(string folded) =>
        _map.Graph[folded].Inputs.Where(IsFolded).Select(Origin).FirstOrDefault() ?? folded;
}
