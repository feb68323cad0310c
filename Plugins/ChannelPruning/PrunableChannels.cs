using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.ChannelPruning;

/// <summary>
/// The channels that γ can prune in a live generator: the scales of all prunable norms as one vector on the CPU, in layer
/// order, and the way back into the generator's tensors.
/// </summary>
internal sealed class PrunableChannels
{
    private readonly Dictionary<int, List<int>> _deciding = [];

    public PrunableChannels(GraphModule generator)
    {
        Generator = generator;
        Map = ChannelMap.Of(generator.Graph);
        var norms = new List<Norm>();
        foreach (var name in SilencingNorms(generator, Map))
        {
            var norm = Norm.Of(generator.Graph[name], Count, Map.GroupsOf(name).Count);
            norms.Add(norm);
            Count += norm.Length;
        }

        Norms = norms;
        foreach (var norm in Norms)
        {
            foreach (var group in Map.GroupsOf(norm.Name).Distinct())
            {
                // Of several norms in a row the last one decides what the next convolution sees. A group has more than one
                // of its channels where depth-to-space ties them.
                _deciding[group] = [.. Enumerable.Range(0, norm.Length)
                    .Where(i => Map.GroupsOf(norm.Name)[i] == group).Select(i => norm.Start + i)];
            }
        }
    }

    /// <summary>A norm and where its channels stand in the vector.</summary>
    public sealed record Norm(string Name, string Scale, string? Shift, int Start, int Length)
    {
        public Range Range => Start..(Start + Length);

        public static Norm Of(GraphNode node, int start, int length)
        {
            string? Find(ParameterRole role) =>
                node.Layer.Parameters().FirstOrDefault(p => p.Role == role) is { } found ? node.ParameterName(found.Name) : null;
            return new Norm(node.Name, Find(ParameterRole.Scale)!, Find(ParameterRole.Shift), start, length);
        }
    }

    public GraphModule Generator { get; }

    public ChannelMap Map { get; }

    public IReadOnlyList<Norm> Norms { get; }

    /// <summary>How many γ there are.</summary>
    public int Count { get; }

    /// <summary>All γ, copied from the generator.</summary>
    public float[] Read()
    {
        using var scope = NewDisposeScope();
        var scales = new float[Count];
        foreach (var norm in Norms)
        {
            Generator.Tensors[norm.Scale].detach().cpu().data<float>().CopyTo(scales, norm.Start);
        }

        return scales;
    }

    /// <summary>Writes all γ into the generator in place, so that the optimiser keeps its handles.</summary>
    /// <param name="scales">All γ.</param>
    /// <param name="zeroShift">True to set β to 0 where γ is.</param>
    public void Write(float[] scales, bool zeroShift)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var norm in Norms)
        {
            var scale = Generator.Tensors[norm.Scale];
            scale.copy_(tensor(scales[norm.Range]));
            if (zeroShift && norm.Shift is not null)
            {
                Generator.Tensors[norm.Shift].masked_fill_(scale.eq(0), 0);
            }
        }
    }

    /// <summary>For each channel group whether it stays with these γ.</summary>
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

    // The norms whose channels are really silent with γ = β = 0: not those before, say, a depthwise convolution with a bias.
    // Asked of the graph itself, with all of their channels but the last at 0, so that no layer dies.
    private static IEnumerable<string> SilencingNorms(GraphModule generator, ChannelMap map)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights = new Dictionary<string, Tensor>(generator.Tensors);
        foreach (var name in map.PrunableNorms)
        {
            var groups = map.GroupsOf(name);
            var norm = Norm.Of(generator.Graph[name], 0, groups.Count);
            var kept = tensor(groups.Select(group => group == groups[^1] ? 1f : 0f).ToArray());
            weights[norm.Scale] = kept;
            if (norm.Shift is not null)
            {
                weights[norm.Shift] = kept;
            }
        }

        var live = GraphPruning.LiveGroups(map, weights);
        return map.PrunableNorms.Where(name =>
            map.GroupsOf(name) is var groups && groups.All(group => group == groups[^1] || !live.Contains(group)));
    }
}
