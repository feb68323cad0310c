using GsFramework.Graph;
using GsFramework.Methods;
using Serilog;

namespace GsFramework.ChannelPruning;

/// <summary>
/// Prunes the trained teacher at once, without slimming it first: the channels with the smallest |γ|, or random ones,
/// until a target is met. What is left keeps its weights and is fine-tuned as after any method. These are the baselines
/// that tell what sparse training of γ is worth.
/// </summary>
internal sealed class OneShotPruning(OneShotPruningOptions options, ILogger log) : ICompressionMethod
{
    public const string Key = "one-shot-pruning";

    /// <inheritdoc/>
    /// <exception cref="UserException">The teacher has no γ that could prune anything, or not enough of
    /// them.</exception>
    public PrunedNetwork Compress(MethodContext context)
    {
        var graph = options.Trunk ? TrunkScales.Rewrite(context.Teacher.Graph) : context.Teacher.Graph;
        using var weights = GraphWeights.Inherit(graph, context.Teacher.Tensors, seed: 0);
        using var generator = new GraphModule(graph, weights, context.Device);
        var channels = new PrunableChannels(generator, options.Trunk);
        var selection = new ChannelSelection(channels, context.ImageSize);
        var scales = channels.Read();
        var order = selection.Order(scales);
        if (options.Order == PruningOrder.Random)
        {
            new Random(context.Seed).Shuffle(order);
        }

        var left = selection.Reach(scales, order, options.TargetMacRatio);
        if (left is null)
        {
            var most = Math.Floor(10 * selection.Ratio(selection.Silence(scales, order))) / 10;
            throw new UserException(
                $"method.targetMacRatio is {options.TargetMacRatio}, but with every channel pruned that γ can prune "
                    + $"this generator has "
                    + $"{most} times fewer multiply-accumulates. Ask for {most} or less"
                    + (options.Trunk ? "." : ", or set method.trunk to true.")
            );
        }

        channels.Write(left, zeroShift: true);
        log.Information(
            "Pruned {Channels} of {Count} channels, by {Order}",
            left.Count(static scale => scale == 0),
            left.Length,
            options.Order.ToString().ToLowerInvariant()
        );
        using var pruned = generator.CopyWeights();
        return GraphPruning.Prune(generator.Graph, pruned);
    }
}
