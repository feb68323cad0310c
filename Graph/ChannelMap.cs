using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// Which channels of a graph are one and the same: every node's output channels by group. Channels that a residual add
/// joins are in one group; a norm, an activation or a padding passes its input's groups on.
/// </summary>
public sealed class ChannelMap
{
    private readonly Dictionary<string, int[]> _groups;
    private readonly HashSet<int> _frozen;

    private ChannelMap(NetworkGraph graph, Dictionary<string, int[]> groups, HashSet<int> frozen)
    {
        Graph = graph;
        _groups = groups;
        _frozen = frozen;
        PrunableNorms = [.. graph.Nodes.Where(IsPrunableNorm).Select(static node => node.Name)];
    }

    /// <summary>The graph that the map was made of.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>
    /// Norms with a scale γ whose channels can be pruned by it: with γ = β = 0 the channel is silent wherever it is
    /// mixed with others. Norms before a residual add are not among them, so the trunk is never broken.
    /// </summary>
    public IReadOnlyList<string> PrunableNorms { get; }

    /// <summary>Finds the channel groups of a graph.</summary>
    public static ChannelMap Of(NetworkGraph graph)
    {
        var tracker = new ChannelTracker();
        var labels = new Dictionary<string, int[]> { [NetworkGraph.InputName] = tracker.Fresh(graph.InputChannels) };
        tracker.Freeze(labels[NetworkGraph.InputName]);
        foreach (var node in graph.Nodes)
        {
            labels[node.Name] = node.Layer.Channels([.. node.Inputs.Select(name => labels[name])], tracker);
        }

        tracker.Freeze(labels[graph.Output.Name]);
        var groups = labels.ToDictionary(static pair => pair.Key, pair => pair.Value.Select(tracker.Root).ToArray());
        return new ChannelMap(graph, groups, tracker.FrozenRoots());
    }

    /// <summary>The group of each output channel of a node, or of the network's input.</summary>
    public IReadOnlyList<int> GroupsOf(string node) => _groups[node];

    internal IReadOnlySet<int> FrozenGroups => _frozen;

    /// <summary>True for groups that hold an input or output channel of the network and can never be pruned.</summary>
    public bool IsFrozen(int group) => _frozen.Contains(group);

    private bool IsPrunableNorm(GraphNode norm)
    {
        if (!norm.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Scale))
        {
            return false;
        }

        var groups = _groups[norm.Name].ToHashSet();
        if (groups.Overlaps(_frozen))
        {
            return false;
        }

        // A node is behind the norm when all of these channels reach it through the norm alone.
        var behind = new HashSet<string> { norm.Name };
        foreach (var node in Graph.Nodes)
        {
            var carriers = node.Inputs.Where(name => _groups[name].Any(groups.Contains)).ToArray();
            if (carriers.Length == 0)
            {
                continue;
            }

            if (node.Layer.MixesChannels)
            {
                if (!carriers.All(behind.Contains))
                {
                    return false;
                }
            }
            else if (IsSilent(node, behind, groups))
            {
                behind.Add(node.Name);
            }
        }

        return true;
    }

    // Asks the layer what it makes of silence in these channels, whatever its parameters are: with ones for those that
    // are trained. A factor of 0 silences a product whatever the other factor is.
    private bool IsSilent(GraphNode node, HashSet<string> behind, HashSet<int> groups)
    {
        using var scope = NewDisposeScope();
        var tensors = node
            .Layer.Parameters()
            .ToDictionary(
                parameter => node.ParameterName(parameter.Name),
                parameter =>
                    parameter.Role == ParameterRole.Buffer
                        ? node.Layer.InitialBuffer(parameter)
                        : ones([.. parameter.Shape])
            );
        var state = new LayerState(tensors, node.Name, InferenceMode.Instance);
        double[] Input(string name) =>
            [.. _groups[name].Select(group => behind.Contains(name) && groups.Contains(group) ? 0 : double.NaN)];
        var output = _groups[node.Name];
        return node
            .Layer.Constants([.. node.Inputs.Select(Input)], output.Length, state)
            .Zip(output)
            .All(entry => entry.First == 0 || !groups.Contains(entry.Second));
    }
}
