using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// What is left of a network in training when channels have left it for good, and the way of tensors from the dense
/// network to what is left and back. The dense network keeps the last values of what has left, so that it computes the
/// same as long as the others are written back.
/// </summary>
public sealed class ChannelCompaction
{
    private readonly ChannelMap _map;
    private readonly CompactPlan _plan;
    private readonly Dictionary<string, (GraphNode Node, LayerParameter Parameter)> _parameters;

    private ChannelCompaction(ChannelMap map, IReadOnlySet<int> live)
    {
        (_map, _plan) = (map, new CompactPlan(map, live));
        _parameters = _plan
            .Kept.SelectMany(static node =>
                node.Layer.Parameters()
                    .Select(parameter =>
                        KeyValuePair.Create(node.ParameterName(parameter.Name), (node, parameter))
                    )
            )
            .ToDictionary();
    }

    /// <summary>A network that nothing has left yet.</summary>
    /// <param name="dense">The network.</param>
    public static ChannelCompaction Of(NetworkGraph dense)
    {
        var map = ChannelMap.Of(dense);
        return new ChannelCompaction(map, Groups(map));
    }

    /// <summary>The channel groups of the dense network.</summary>
    public ChannelMap Map => _map;

    /// <summary>The dense network.</summary>
    public NetworkGraph Dense => _map.Graph;

    /// <summary>The groups that are left.</summary>
    public IReadOnlySet<int> Live => _plan.Live;

    /// <summary>True when something has left.</summary>
    public bool IsSmaller => Live.Count < Groups(_map).Count;

    /// <summary>The positions, among a dense layer's output channels, of those that are left; none for a layer that has
    /// left.</summary>
    public IReadOnlyList<int> Kept(string node) =>
        _plan.Kept.Any(kept => kept.Name == node) ? _plan.Positions(node) : [];

    /// <summary>True for a parameter that is left.</summary>
    public bool Contains(string parameter) => _parameters.ContainsKey(parameter);

    /// <summary>What is left of a tensor that has the shape of a dense parameter, such as its gradient.</summary>
    /// <param name="parameter">The parameter's full name; it is left.</param>
    /// <param name="dense">The tensor.</param>
    /// <returns>A new tensor on the same device.</returns>
    public Tensor Slice(string parameter, Tensor dense)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var slice = Axes(parameter)
            .Aggregate(dense.detach(), (tensor, axis) => tensor.index_select(axis.Axis, Index(axis.Kept, tensor)));
        return slice.clone().MoveToOuterDisposeScope();
    }

    /// <summary>Writes what is left of a tensor back into that of the dense shape, and leaves the rest of it as it
    /// is.</summary>
    /// <param name="parameter">The parameter's full name; it is left.</param>
    /// <param name="compact">What is left.</param>
    /// <param name="dense">The tensor that is changed in place.</param>
    public void Write(string parameter, Tensor compact, Tensor dense)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var axes = Axes(parameter).ToList();
        Into(dense.detach(), compact.detach(), axes);

        static void Into(Tensor whole, Tensor part, IReadOnlyList<(int Axis, int[] Kept)> axes)
        {
            if (axes.Count == 0)
            {
                whole.copy_(part);
                return;
            }

            var (axis, kept) = axes[0];
            var index = Index(kept, whole);
            var rows = part;
            if (axes.Count > 1)
            {
                rows = whole.index_select(axis, index);
                Into(rows, part, [.. axes.Skip(1)]);
            }

            whole.index_copy_(axis, index, rows);
        }
    }

    /// <summary>What is left of a tensor that had the shape of a parameter when more was left, such as a
    /// momentum.</summary>
    /// <param name="former">What was left then.</param>
    /// <param name="parameter">The parameter's full name; it is still left.</param>
    /// <param name="tensor">The tensor.</param>
    /// <returns>A new tensor on the same device.</returns>
    public Tensor Follow(ChannelCompaction former, string parameter, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(former);
        using var scope = NewDisposeScope();
        var whole = zeros([.. _parameters[parameter].Parameter.Shape], tensor.dtype, tensor.device);
        former.Write(parameter, tensor, whole);
        return Slice(parameter, whole).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What is left when silent channels leave: those that are silent with these weights, were not heard of
    /// <paramref name="before"/>, and that nobody holds. Where the compact network would be another function, or would
    /// need a layer that the dense one does not have, they stay: channels of norms over channels, and of branches that
    /// add a constant.
    /// </summary>
    /// <param name="weights">The dense network's, on any device.</param>
    /// <param name="before">The groups that were heard at the last check.</param>
    /// <param name="held">The groups that have to stay though they are silent.</param>
    /// <returns>What is left, or null when nothing may leave.</returns>
    public ChannelCompaction? Without(
        IReadOnlyDictionary<string, Tensor> weights,
        IReadOnlySet<int> before,
        IEnumerable<int> held
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var live = Heard(weights).Union(before).Union(held).Intersect(Live).ToHashSet();
        live.UnionWith(
            _plan
                .Kept.Where(static node => node.Layer.NormalizesAcrossChannels)
                .SelectMany(node => _map.GroupsOf(node.Name))
                .Where(Live.Contains)
        );
        var constants = ChannelConstants.Find(Dense, _map, weights);
        var branch = AddsConstants(live, constants);
        while (branch is not null && !branch.IsSubsetOf(live))
        {
            live.UnionWith(branch);
            branch = AddsConstants(live, constants);
        }

        return
            live.Count == Live.Count
            || branch is not null
            || new CompactPlan(_map, live).EmptyLayer(constants) is not null
            ? null
            : new ChannelCompaction(_map, live);
    }

    /// <summary>The groups that are not silent with these weights of the dense network.</summary>
    public IReadOnlySet<int> Heard(IReadOnlyDictionary<string, Tensor> weights) =>
        GraphPruning.LiveGroups(_map, weights);

    /// <summary>What is left when only these groups are.</summary>
    /// <param name="live">The groups, by number.</param>
    /// <param name="weights">The dense network's.</param>
    /// <exception cref="GraphException">The network has no such groups, or would lose a layer that it
    /// needs.</exception>
    public ChannelCompaction At(IReadOnlySet<int> live, IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(live);
        var all = Groups(_map);
        return
            live.IsSubsetOf(all)
            && live.IsSupersetOf(_map.FrozenGroups)
            && new CompactPlan(_map, live).EmptyLayer(ChannelConstants.Find(Dense, _map, weights)) is null
            ? new ChannelCompaction(_map, live)
            : throw new GraphException("The channels that are left are none of this network.");
    }

    /// <summary>The network that is left. Scales of quantised kernels do not change with what has left.</summary>
    /// <param name="weights">The dense network's; not changed.</param>
    /// <returns>The receiver disposes its weights.</returns>
    public PrunedNetwork Network(IReadOnlyDictionary<string, Tensor> weights)
    {
        var pruned = GraphPruning.Prune(_map, weights, Live);
        return pruned with { Graph = HoldScales(pruned, weights) };
    }

    // A scale follows the largest weight, which may be one of those that have left.
    private NetworkGraph HoldScales(PrunedNetwork pruned, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return pruned.Graph.Replace(node =>
        {
            if (node.Layer is not IConvolution { Quantizer: { Frozen: false } quantizer } convolution)
            {
                return [node];
            }

            var name = node.ParameterName("weight");
            var gone = weights[name].detach().clone();
            Write(name, zeros_like(pruned.Weights[name], device: gone.device), gone);
            var largest = quantizer.Largest(gone, ((IConvolution)Dense[node.Name].Layer).OutputAxis);
            if (quantizer.PerChannel)
            {
                largest = largest.index_select(0, Index(_plan.Positions(node.Name), largest));
            }

            pruned.Weights.Add(node.ParameterName(WeightQuantizer.Floor), largest.cpu().clone());
            return [node with { Layer = convolution.WithQuantizer(quantizer with { HasFloor = true }) }];
        });
    }

    // The groups of a branch that is gone and of which an add would have to keep more than zeros; or null.
    private HashSet<int>? AddsConstants(HashSet<int> live, Dictionary<string, double[]> constants)
    {
        var plan = new CompactPlan(_map, live);
        foreach (var node in plan.Kept.Where(static node => node.Layer is Add))
        {
            foreach (var branch in node.Inputs.Where(plan.IsFolded))
            {
                if (plan.Positions(node.Name).Any(channel => constants[branch][channel] != 0) || IsAlone(plan, node))
                {
                    return [.. Behind(plan, branch).SelectMany(_map.GroupsOf).Where(Live.Contains)];
                }
            }
        }

        return null;
    }

    // The only layer that a network has left, which would be nothing but its input.
    private bool IsAlone(CompactPlan plan, GraphNode node) =>
        node.Name == Dense.Output.Name
        && node.Inputs.Where(name => !plan.IsFolded(name)).All(static name => name == NetworkGraph.InputName);

    private IEnumerable<string> Behind(CompactPlan plan, string folded) =>
        Dense[folded].Inputs.Where(name => name != NetworkGraph.InputName && plan.IsFolded(name))
            .SelectMany(name => Behind(plan, name))
            .Append(folded);

    private IEnumerable<(int Axis, int[] Kept)> Axes(string parameter)
    {
        var (node, found) = _parameters[parameter];
        for (var axis = 0; axis < found.Axes.Count; axis++)
        {
            if (found.Axes[axis] == ChannelAxis.None)
            {
                continue;
            }

            var kept = _plan.Positions(found.Axes[axis] == ChannelAxis.Out ? node.Name : node.Inputs[0]);
            if (kept.Length < found.Shape[axis])
            {
                yield return (axis, kept);
            }
        }
    }

    private static Tensor Index(int[] positions, Tensor like) =>
        tensor(positions.Select(static position => (long)position).ToArray(), device: like.device);

    private static HashSet<int> Groups(ChannelMap map) =>
        [
            .. map.GroupsOf(NetworkGraph.InputName),
            .. map.Graph.Nodes.SelectMany(node => map.GroupsOf(node.Name)),
        ];
}
