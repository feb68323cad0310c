using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.ChannelPruning;

/// <summary>
/// The channels that γ can prune in a live generator as one vector on the CPU, in layer order, and the way back into
/// the generator's tensors. A channel that one norm silences is its γ. A channel of the trunk is silent only when every
/// norm that adds to it is, so it is the root mean square of all their γ, and they shrink together: the proximal
/// operator of the group norm √n·‖γ_g‖₂.
/// </summary>
internal sealed class PrunableChannels
{
    private readonly Dictionary<int, List<int>> _deciding = [];

    /// <summary>Finds the channels.</summary>
    /// <param name="generator">The generator; it stays the caller's.</param>
    /// <param name="trunk">True for the channels of residual trunks too, where all their norms have a γ.</param>
    public PrunableChannels(GraphModule generator, bool trunk = false)
    {
        Generator = generator;
        Map = ChannelMap.Of(generator.Graph);
        var norms = new List<Norm>();
        foreach (
            var names in SilencingNorms(Map, generator.Tensors)
                .Select(static name => new[] { name })
                .Concat(trunk ? Trunks(Map, generator.Tensors) : [])
        )
        {
            var norm = Norm.Of(generator.Graph, Map, names, Count);
            norms.Add(norm);
            Count += norm.Length;
        }

        Norms = norms;
        foreach (var norm in Norms)
        {
            foreach (var group in norm.Groups.Distinct())
            {
                // Of several norms in a row the last one decides what the next convolution sees. A group has more than
                // one of its channels where depth-to-space ties them.
                _deciding[group] =
                [
                    .. Enumerable.Range(0, norm.Length).Where(i => norm.Groups[i] == group).Select(i => norm.Start + i),
                ];
            }
        }
    }

    /// <summary>A norm, or the norms of a trunk, and where their channels stand in the vector.</summary>
    /// <param name="Name">The first one's name.</param>
    /// <param name="Groups">The channel group of each channel.</param>
    /// <param name="Members">Their tensors.</param>
    /// <param name="Start">Of the first channel.</param>
    public sealed record Norm(string Name, IReadOnlyList<int> Groups, IReadOnlyList<Member> Members, int Start)
    {
        public int Length => Groups.Count;

        public Range Range => Start..(Start + Length);

        public static Norm Of(NetworkGraph graph, ChannelMap map, IReadOnlyList<string> names, int start)
        {
            var groups = map.GroupsOf(names[0]);
            return new Norm(
                names[0],
                groups,
                [.. names.Select(name => Member.Of(graph[name], map.GroupsOf(name), groups))],
                start
            );
        }
    }

    /// <summary>One norm's tensors.</summary>
    /// <param name="Scale">The name of γ.</param>
    /// <param name="Shift">The name of β, or null.</param>
    /// <param name="Order">Where each channel of the vector stands in them.</param>
    public sealed record Member(string Scale, string? Shift, long[] Order)
    {
        public static Member Of(GraphNode node, IReadOnlyList<int> own, IReadOnlyList<int> wanted)
        {
            string? Find(ParameterRole role) =>
                node.Layer.Parameters().FirstOrDefault(p => p.Role == role) is { } found
                    ? node.ParameterName(found.Name)
                    : null;
            long[] order = own.SequenceEqual(wanted)
                ? [.. Enumerable.Range(0, own.Count)]
                : [.. wanted.Select(group => (long)own.ToList().IndexOf(group))];
            return new Member(Find(ParameterRole.Scale)!, Find(ParameterRole.Shift), order);
        }
    }

    public GraphModule Generator { get; }

    public ChannelMap Map { get; }

    public IReadOnlyList<Norm> Norms { get; }

    /// <summary>How many channels there are.</summary>
    public int Count { get; }

    /// <summary>All channels' values, copied from the generator.</summary>
    public float[] Read()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var scales = new float[Count];
        foreach (var norm in Norms)
        {
            Value(norm).cpu().data<float>().CopyTo(scales, norm.Start);
        }

        return scales;
    }

    /// <summary>Writes all values into the generator in place, so that the optimiser keeps its handles.</summary>
    /// <param name="scales">All channels' values.</param>
    /// <param name="zeroShift">True to set β to 0 where γ is.</param>
    public void Write(float[] scales, bool zeroShift)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var norm in Norms)
        {
            var wanted = tensor(scales[norm.Range], device: Generator.Device);
            var factor = norm.Members.Count > 1 ? (wanted / Value(norm)).nan_to_num(0, 0, 0) : null;
            foreach (var member in norm.Members)
            {
                var scale = Generator.Tensors[member.Scale];
                var order = tensor(member.Order, device: Generator.Device);
                scale.index_copy_(0, order, factor is null ? wanted : scale.index_select(0, order) * factor);
                if (zeroShift && member.Shift is not null)
                {
                    Generator.Tensors[member.Shift].masked_fill_(scale.eq(0), 0);
                }
            }
        }
    }

    /// <summary>For each channel group whether it stays with these values.</summary>
    public bool[] Live(float[] scales, int groups)
    {
        var live = new bool[groups];
        Array.Fill(live, true);
        foreach (var (group, channels) in _deciding)
        {
            live[group] = channels.Exists(channel => scales[channel] != 0);
        }

        return live;
    }

    private Tensor Value(Norm norm)
    {
        var members = norm
            .Members.Select(member =>
                Generator.Tensors[member.Scale].detach().index_select(0, tensor(member.Order, device: Generator.Device))
            )
            .ToArray();
        return members.Length == 1 ? members[0] : stack(members).square().mean([0]).sqrt();
    }

    // The norms whose channels are really silent with γ = β = 0: not those before, say, a depthwise convolution with a
    // bias.
    private static IEnumerable<string> SilencingNorms(ChannelMap map, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var live = LiveWithout(map, tensors, map.PrunableNorms);
        return map.PrunableNorms.Where(name => IsSilenced(map.GroupsOf(name), live));
    }

    // The norms that write to the same channels, which are silent when all of them are.
    private static IEnumerable<string[]> Trunks(ChannelMap map, IReadOnlyDictionary<string, Tensor> tensors)
    {
        string[] norms =
        [
            .. map
                .Graph.Nodes.Where(node =>
                    node.Layer.Parameters().Any(static parameter => parameter.Role == ParameterRole.Scale)
                    && !map.PrunableNorms.Contains(node.Name)
                    && !map.GroupsOf(node.Name).Any(map.IsFrozen)
                )
                .Select(static node => node.Name),
        ];
        var live = LiveWithout(map, tensors, norms);
        return norms
            .GroupBy(name => string.Join(',', map.GroupsOf(name).Order()))
            .Where(trunk =>
                IsSilenced(map.GroupsOf(trunk.First()), live)
                && map.GroupsOf(trunk.First()).Distinct().Count() == map.GroupsOf(trunk.First()).Count
            )
            .Select(static trunk => trunk.ToArray());
    }

    private static bool IsSilenced(IReadOnlyList<int> groups, IReadOnlySet<int> live) =>
        groups.All(group => group == groups[^1] || !live.Contains(group));

    // Asked of the graph itself, with all of the norms' channels but the last at 0, so that no layer dies.
    private static IReadOnlySet<int> LiveWithout(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> tensors,
        IEnumerable<string> norms
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights = new Dictionary<string, Tensor>(tensors);
        foreach (var name in norms)
        {
            var groups = map.GroupsOf(name);
            var member = Member.Of(map.Graph[name], groups, groups);
            var kept = tensor(groups.Select(group => group == groups[^1] ? 1f : 0f).ToArray());
            weights[member.Scale] = kept;
            if (member.Shift is not null)
            {
                weights[member.Shift] = kept;
            }
        }

        return GraphPruning.LiveGroups(map, weights);
    }
}
