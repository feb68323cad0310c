using GsFramework.Graph;

namespace Methods.Cat;

/// <summary>
/// The channel groups of a generator that can be pruned, with their |γ|, by layer. A group goes by the γ of the first
/// norm that makes it. So the channels of a residual trunk go by the norm that stands before the first block, as in the
/// official code, and not by those that end the blocks.
/// </summary>
internal sealed class ScaledChannels
{
    public ScaledChannels(GraphModule generator)
    {
        Map = ChannelMap.Of(generator.Graph);
        var seen = new HashSet<int>();
        var layers = new List<(int Group, float Scale)[]>();
        foreach (
            var (name, node, _) in generator
                .Graph.Parameters()
                .Where(static entry => entry.Parameter.Role == ParameterRole.Scale)
        )
        {
            var scales = generator.Tensors[name].detach().cpu().data<float>().ToArray();
            layers.Add([
                .. Map.GroupsOf(node.Name)
                    .Zip(scales)
                    .Where(channel => !Map.IsFrozen(channel.First) && seen.Add(channel.First))
                    .Select(static channel => (channel.First, Math.Abs(channel.Second))),
            ]);
        }

        var silent = Silenceable(generator, [.. seen]);
        Layers =
        [
            .. layers
                .Select(layer => layer.Where(channel => silent.Contains(channel.Group)).ToArray())
                .Where(static channels => channels.Length > 0),
        ];
    }

    public ChannelMap Map { get; }

    /// <summary>For each layer its groups, and their |γ|.</summary>
    public IReadOnlyList<IReadOnlyList<(int Group, float Scale)>> Layers { get; }

    /// <summary>Sets the weights of these groups to 0, in place.</summary>
    /// <param name="weights">The generator's weights.</param>
    /// <param name="silent">The groups.</param>
    public void Silence(WeightSet weights, IReadOnlySet<int> silent) =>
        GraphPruning.Mask(
            Map,
            weights,
            Map.Graph.Nodes.SelectMany(node => Map.GroupsOf(node.Name)).Except(silent).ToHashSet()
        );

    // Not every group falls silent when it is masked: not where, say, a norm without γ adds its mean. Asked of the
    // graph itself, every second group at a time, so that no layer dies.
    private HashSet<int> Silenceable(GraphModule generator, int[] groups)
    {
        var silent = new HashSet<int>();
        for (var parity = 0; parity < 2; parity++)
        {
            var masked = groups.Where((_, i) => i % 2 == parity).ToHashSet();
            using var weights = generator.CopyWeights();
            Silence(weights, masked);
            silent.UnionWith(masked.Except(GraphPruning.LiveGroups(Map, weights)));
        }

        return silent;
    }
}
