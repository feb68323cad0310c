using GsFramework.Graph;

namespace GsFramework.Host.Pipeline;

/// <summary>
/// Weight rewinding: slimming only chooses the channels, and fine-tuning begins with the weights that these had before
/// it.
/// </summary>
/// <remarks>
/// The proximal step shrinks every γ by the same amount and the weights follow; a short fine-tuning spends its updates
/// on undoing that (Renda, Frankle and Carbin, "Comparing Rewinding and Fine-tuning in Neural Network Pruning", ICLR
/// 2020).
/// </remarks>
internal static class Rewinding
{
    /// <summary>The compact network of the channels that live in one network, with the weights of another.</summary>
    /// <param name="slimmed">Says which channels are kept.</param>
    /// <param name="before">The same graph as it was before; its weights are not changed.</param>
    /// <returns>The receiver disposes its weights.</returns>
    public static PrunedNetwork Run(GraphModule slimmed, GraphModule before)
    {
        using var slimmedWeights = slimmed.CopyWeights();
        using var weights = before.CopyWeights();
        var map = ChannelMap.Of(slimmed.Graph);
        GraphPruning.Mask(map, weights, GraphPruning.LiveGroups(map, slimmedWeights));
        return GraphPruning.Prune(slimmed.Graph, weights);
    }
}
