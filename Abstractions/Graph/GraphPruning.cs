using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>A network that pruning has made smaller, and the channel groups of the dense one that are left.</summary>
/// <param name="Graph">The compact network.</param>
/// <param name="Weights">Its weights. The receiver disposes them.</param>
public sealed record PrunedNetwork(NetworkGraph Graph, WeightSet Weights);

/// <summary>
/// Structured pruning that is exact: only channels that are silent (constantly 0 wherever they are mixed with others) are
/// taken out, so the compact network computes what the dense one computed.
/// </summary>
public static class GraphPruning
{
    /// <summary>The channel groups that are not silent with these weights and must stay.</summary>
    public static IReadOnlySet<int> LiveGroups(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights) =>
        LiveGroups(ChannelMap.Of(graph), weights);

    /// <inheritdoc cref="LiveGroups(NetworkGraph, IReadOnlyDictionary{string, Tensor})"/>
    public static IReadOnlySet<int> LiveGroups(ChannelMap map, IReadOnlyDictionary<string, Tensor> weights)
    {
        var graph = map.Graph;
        var constants = ChannelConstants.Find(graph, map, weights);
        var live = new HashSet<int>();
        foreach (var name in graph.Nodes.Select(static node => node.Name).Prepend(NetworkGraph.InputName))
        {
            live.UnionWith(map.GroupsOf(name).Where(map.IsFrozen));
        }

        foreach (var node in graph.Nodes.Where(static node => node.Layer.MixesChannels))
        {
            foreach (var input in node.Inputs)
            {
                var groups = map.GroupsOf(input);
                live.UnionWith(groups.Where((_, channel) => constants[input][channel] != 0));
            }
        }

        Rescue(map, constants, live);
        return live;
    }

    /// <summary>Takes out all silent channels. A residual branch that lost all its inner channels becomes the identity
    /// (or, where its last norm has a shift, the addition of that shift).</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights; not changed.</param>
    public static PrunedNetwork Prune(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights)
    {
        var map = ChannelMap.Of(graph);
        return Prune(map, weights, LiveGroups(map, weights));
    }

    /// <summary>Makes channels silent in place: sets every kernel row, bias, γ and β of the groups that are not to be kept
    /// to 0. What <see cref="Prune(NetworkGraph, IReadOnlyDictionary{string, Tensor})"/> then takes out.</summary>
    /// <param name="map">The channel groups of the network.</param>
    /// <param name="weights">The weights, changed in place.</param>
    /// <param name="keep">The groups to keep. Frozen groups are always kept.</param>
    public static void Mask(ChannelMap map, IReadOnlyDictionary<string, Tensor> weights, IReadOnlySet<int> keep)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, node, parameter) in map.Graph.Parameters())
        {
            var axis = parameter.Axes.ToList().IndexOf(ChannelAxis.Out);
            if (axis < 0 || parameter.Role == ParameterRole.Buffer)
            {
                continue;
            }

            var kept = map.GroupsOf(node.Name).Select(group => map.IsFrozen(group) || keep.Contains(group) ? 1f : 0f).ToArray();
            var shape = Enumerable.Repeat(1L, parameter.Shape.Count).ToArray();
            shape[axis] = kept.Length;
            weights[name].mul_(tensor(kept).reshape(shape).to(weights[name].device));
        }
    }

    /// <summary>The cost of the network that pruning to these groups would give, without building it.</summary>
    /// <param name="map">The channel groups of the dense network.</param>
    /// <param name="live">The groups that stay.</param>
    /// <param name="height">Image height.</param>
    /// <param name="width">Image width.</param>
    public static LayerCost CompactCost(ChannelMap map, IReadOnlySet<int> live, int height, int width)
    {
        var shapes = map.Graph.Shapes(height, width);
        var folded = Folded(map, live);
        var total = default(LayerCost);
        foreach (var node in map.Graph.Nodes.Where(node => !folded.Contains(node.Name)))
        {
            var inputs = node.Inputs.Select(name => shapes[name] with { Channels = Count(map, live, name) }).ToArray();
            var output = shapes[node.Name] with { Channels = Count(map, live, node.Name) };
            var layer = node.Layer.WithChannels([.. inputs.Select(static shape => shape.Channels)], output.Channels);
            total += layer.Cost(inputs, output);
        }

        return total;
    }

    internal static PrunedNetwork Prune(
        ChannelMap map, IReadOnlyDictionary<string, Tensor> weights, IReadOnlySet<int> live)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var constants = ChannelConstants.Find(map.Graph, map, weights);
        var folded = Folded(map, live);
        var names = new Dictionary<string, string> { [NetworkGraph.InputName] = NetworkGraph.InputName };
        var nodes = new List<GraphNode>();
        var compact = new WeightSet();
        foreach (var node in map.Graph.Nodes.Where(node => !folded.Contains(node.Name)))
        {
            var inputs = node.Inputs.Where(name => !folded.Contains(name)).ToArray();
            if (inputs.Length < node.Inputs.Count)
            {
                names[node.Name] = FoldBranches(map, live, node, inputs, constants, names, nodes, compact);
                continue;
            }

            var layer = node.Layer.WithChannels(
                [.. inputs.Select(name => Count(map, live, name))], Count(map, live, node.Name));
            nodes.Add(new GraphNode(node.Name, layer, [.. inputs.Select(name => names[name])]));
            names[node.Name] = node.Name;
            foreach (var parameter in node.Layer.Parameters())
            {
                var name = node.ParameterName(parameter.Name);
                compact.Add(name, Slice(weights[name].detach().cpu(), parameter, map, live, node));
            }
        }

        return new PrunedNetwork(new NetworkGraph(map.Graph.InputChannels, nodes), compact);
    }

    // The branches of an add that are constant: what remains is the sum of the others, plus the constants.
    private static string FoldBranches(
        ChannelMap map, IReadOnlySet<int> live, GraphNode add, string[] inputs, Dictionary<string, double[]> constants,
        Dictionary<string, string> names, List<GraphNode> nodes, WeightSet compact)
    {
        var rest = names[inputs[0]];
        if (inputs.Length > 1)
        {
            nodes.Add(new GraphNode(add.Name, add.Layer, [.. inputs.Select(name => names[name])]));
            rest = add.Name;
        }

        var kept = Positions(map, live, add.Name);
        var branches = add.Inputs.Except(inputs).ToArray();
        var shift = kept.Select(channel => (float)branches.Sum(branch => constants[branch][channel])).ToArray();
        if (shift.All(static value => value == 0))
        {
            return rest;
        }

        var name = $"{add.Name}.shift";
        nodes.Add(new GraphNode(name, new Layers.ChannelShift(shift.Length), [rest]));
        compact.Add($"{name}.bias", tensor(shift));
        return name;
    }

    // Nodes that vanish: those left without output channels, and those that only read vanished ones (their output is
    // constant, and an add takes it up).
    private static HashSet<string> Folded(ChannelMap map, IReadOnlySet<int> live)
    {
        var folded = new HashSet<string>();
        foreach (var node in map.Graph.Nodes)
        {
            if (Count(map, live, node.Name) == 0 || node.Inputs.All(folded.Contains))
            {
                folded.Add(node.Name);
            }
        }

        return folded;
    }

    // Where a layer would lose all channels and no residual connection goes around it, its first channel stays. It is
    // silent, so that is exact too.
    private static void Rescue(ChannelMap map, Dictionary<string, double[]> constants, HashSet<int> live)
    {
        while (true)
        {
            var folded = Folded(map, live);
            var broken = map.Graph.Nodes.FirstOrDefault(node => node.Inputs.Any(folded.Contains) && !CanFold(node));
            if (broken is null && !folded.Contains(map.Graph.Output.Name))
            {
                return;
            }

            var empty = map.Graph.Nodes.First(node => Count(map, live, node.Name) == 0 && Reaches(node.Name, broken ?? map.Graph.Output));
            live.Add(map.GroupsOf(empty.Name)[0]);

            bool CanFold(GraphNode node) => folded.Contains(node.Name)
                ? Count(map, live, node.Name) == 0 || constants[node.Name].All(static value => !double.IsNaN(value))
                : node.Layer is Layers.Add;

            bool Reaches(string from, GraphNode to) => to.Inputs.Any(name =>
                name == from || (folded.Contains(name) && Reaches(from, map.Graph[name]))) || to.Name == from;
        }
    }

    private static Tensor Slice(Tensor tensor, LayerParameter parameter, ChannelMap map, IReadOnlySet<int> live, GraphNode node)
    {
        for (var axis = 0; axis < parameter.Axes.Count; axis++)
        {
            if (parameter.Axes[axis] != ChannelAxis.None)
            {
                var source = parameter.Axes[axis] == ChannelAxis.Out ? node.Name : node.Inputs[0];
                tensor = tensor.index_select(axis, torch.tensor(Positions(map, live, source)));
            }
        }

        return tensor.clone();
    }

    private static long[] Positions(ChannelMap map, IReadOnlySet<int> live, string node) =>
        [.. map.GroupsOf(node).Index().Where(pair => live.Contains(pair.Item)).Select(static pair => (long)pair.Index)];

    private static int Count(ChannelMap map, IReadOnlySet<int> live, string node) => map.GroupsOf(node).Count(live.Contains);
}
