using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>A network that pruning has made smaller.</summary>
/// <param name="Graph">The compact network.</param>
/// <param name="Weights">Its weights. The receiver disposes them.</param>
public sealed record PrunedNetwork(NetworkGraph Graph, WeightSet Weights);

/// <summary>
/// Structured pruning that is exact: only channels that are silent (constantly 0 wherever they are mixed with others)
/// are taken out, so the compact network computes what the dense one computed. In a quantised network that holds once
/// the weight scales are frozen (<see cref="GraphQuantization.FreezeScales"/>); else they would follow the smaller
/// kernels.
/// </summary>
public static class GraphPruning
{
    /// <summary>The channel groups that are not silent with these weights and must stay.</summary>
    public static IReadOnlySet<int> LiveGroups(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights) =>
        LiveGroups(ChannelMap.Of(graph), weights);

    /// <inheritdoc cref="LiveGroups(NetworkGraph, IReadOnlyDictionary{string, Tensor})"/>
    public static IReadOnlySet<int> LiveGroups(ChannelMap map, IReadOnlyDictionary<string, Tensor> weights)
    {
        // Where a layer would lose all channels and no residual connection goes around it, its first channel stays. It
        // is silent, so that is exact too.
        var constants = ChannelConstants.Find(map.Graph, map, weights);
        var rescued = new HashSet<int>();
        while (true)
        {
            var plan = Smallest(map, constants, rescued);
            if (plan.EmptyLayer(constants) is not { } empty)
            {
                return plan.Live;
            }

            rescued.Add(map.GroupsOf(empty)[0]);
        }
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

    /// <summary>Makes channels silent in place: sets every kernel row, bias, γ and β of the groups that are not to be
    /// kept to 0. What <see cref="Prune(NetworkGraph, IReadOnlyDictionary{string, Tensor})"/> then takes out.</summary>
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

            var kept = map.GroupsOf(node.Name)
                .Select(group => map.IsFrozen(group) || keep.Contains(group) ? 1f : 0f)
                .ToArray();
            var shape = Enumerable.Repeat(1L, parameter.Shape.Count).ToArray();
            shape[axis] = kept.Length;
            weights[name].mul_(tensor(kept).reshape(shape).to(weights[name].device));
        }
    }

    /// <summary>The cost of the network that pruning to these groups would give, without building it.</summary>
    /// <param name="map">The channel groups of the dense network.</param>
    /// <param name="live">The groups that stay, as
    /// <see cref="LiveGroups(ChannelMap, IReadOnlyDictionary{string, Tensor})"/> gives them.</param>
    /// <param name="size">The size of the images that are counted for.</param>
    public static LayerCost CompactCost(ChannelMap map, IReadOnlySet<int> live, ImageSize size)
    {
        var shapes = map.Graph.Shapes(size);
        var plan = new CompactPlan(map, live);
        var total = default(LayerCost);
        foreach (var node in plan.Kept)
        {
            var inputs = node.Inputs.Select(name => shapes[name] with { Channels = plan.Count(name) }).ToArray();
            var output = shapes[node.Name] with { Channels = plan.Count(node.Name) };
            var layer = plan.Compact(node, node.Inputs);
            total += layer.Cost(inputs, output);
        }

        return total;
    }

    internal static PrunedNetwork Prune(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> weights,
        IReadOnlySet<int> live
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var plan = new CompactPlan(map, live);
        var names = new Dictionary<string, string> { [NetworkGraph.InputName] = NetworkGraph.InputName };
        var nodes = new List<GraphNode>();
        var compact = new WeightSet();
        var constants = ChannelConstants.Find(map.Graph, map, weights);
        foreach (var node in plan.Kept)
        {
            var inputs = node.Inputs.Where(name => !plan.IsFolded(name)).ToArray();
            if (node.Layer is Layers.Add && inputs.Length < node.Inputs.Count)
            {
                names[node.Name] = FoldBranches(map.Graph, plan, node, constants, names, nodes, compact);
                continue;
            }

            var layer = plan.Compact(node, inputs);
            nodes.Add(new GraphNode(node.Name, layer, [.. inputs.Select(name => names[name])]));
            names[node.Name] = node.Name;
            foreach (var parameter in node.Layer.Parameters())
            {
                var name = node.ParameterName(parameter.Name);
                compact.Add(name, Slice(weights[name].detach().cpu(), parameter, plan, node));
            }
        }

        return new PrunedNetwork(new NetworkGraph(map.Graph.InputChannels, nodes), compact);
    }

    // The least that these weights allow. What only feeds branches that are gone need not live either, hence the loop.
    private static CompactPlan Smallest(ChannelMap map, Dictionary<string, double[]> constants, HashSet<int> rescued)
    {
        var nodes = map.Graph.Nodes;
        while (true)
        {
            var live = new HashSet<int>(rescued);
            live.UnionWith(map.FrozenGroups);
            foreach (
                var input in nodes.Where(static node => node.Layer.MixesChannels).SelectMany(static node => node.Inputs)
            )
            {
                live.UnionWith(map.GroupsOf(input).Where((_, channel) => constants[input][channel] != 0));
            }

            var plan = new CompactPlan(map, live);
            if (plan.Kept.Count == nodes.Count)
            {
                return plan;
            }

            nodes = plan.Kept;
        }
    }

    // The branches of an add that are constant: what remains is the sum of the others, plus the constants.
    private static string FoldBranches(
        NetworkGraph graph,
        CompactPlan plan,
        GraphNode add,
        Dictionary<string, double[]> constants,
        Dictionary<string, string> names,
        List<GraphNode> nodes,
        WeightSet compact
    )
    {
        var inputs = add.Inputs.Where(name => !plan.IsFolded(name)).Select(name => names[name]).ToArray();
        var rest = inputs[0];
        if (inputs.Length > 1)
        {
            nodes.Add(new GraphNode(add.Name, add.Layer, inputs));
            rest = add.Name;
        }

        var branches = add.Inputs.Where(plan.IsFolded).ToArray();
        var shift = plan.Positions(add.Name)
            .Select(channel => (float)branches.Sum(branch => constants[branch][channel]))
            .ToArray();
        var onlyInput = add.Name == graph.Output.Name && rest == NetworkGraph.InputName; // a network needs one layer
        if (shift.All(static value => value == 0) && !onlyInput)
        {
            return rest;
        }

        var name = $"{add.Name}.shift";
        while (graph.Contains(name))
        {
            name += "+"; // of an earlier pruning
        }

        nodes.Add(new GraphNode(name, new Layers.ChannelShift(shift.Length), [rest]));
        compact.Add($"{name}.bias", tensor(shift));
        return name;
    }

    private static Tensor Slice(Tensor tensor, LayerParameter parameter, CompactPlan plan, GraphNode node)
    {
        for (var axis = 0; axis < parameter.Axes.Count; axis++)
        {
            if (parameter.Axes[axis] != ChannelAxis.None)
            {
                var source = parameter.Axes[axis] == ChannelAxis.Out ? node.Name : node.Inputs[0];
                tensor = tensor.index_select(axis, torch.tensor(plan.Positions(source)));
            }
        }

        return tensor.clone();
    }
}
