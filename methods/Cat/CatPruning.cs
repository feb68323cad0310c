using GsFramework;
using GsFramework.Graph;
using GsFramework.Methods;

namespace Methods.Cat;

/// <summary>
/// The one-step pruning of CAT (Jin et al., "Teachers Do More Than Teach: Compressing Image-to-Image Models", CVPR
/// 2021): without any sparse training, the channels of the trained teacher whose |γ| is at most t go, with the smallest
/// t for which
/// <code>
/// MACs(teacher without { c : |γ_c| ≤ t }) ≤ MACs(teacher) / r
/// </code>
/// What is left keeps its weights, and learns from the teacher in fine-tuning; the paper does so by kernel alignment,
/// which is another plugin here, since other methods can use it.
/// </summary>
/// <remarks>
/// The paper trains a teacher of inception blocks for this, whose branches are what it prunes. Here the teacher is the
/// one that is given. A trunk whose norms have no γ keeps its width.
/// </remarks>
internal sealed class CatPruning(CatPruningOptions options) : ICompressionMethod
{
    public const string Key = "cat-pruning";

    /// <inheritdoc/>
    /// <exception cref="UserException">The teacher cannot be made as small as that.</exception>
    public PrunedNetwork Compress(MethodContext context)
    {
        var channels = new ScaledChannels(context.Teacher);
        if (channels.Layers.Count == 0)
        {
            throw new UserException(
                $"The method '{Key}' goes by the scales γ of norms, and the teacher has none that could prune "
                    + "anything. Give a teacher whose norms have scales."
            );
        }

        var search = new ThresholdSearch(channels, context.ImageSize, options.MinChannels);
        if (search.Reach(options.TargetMacRatio) is not var (pruned, threshold))
        {
            var most = Math.Floor(10 * search.Most) / 10;
            throw new UserException(
                $"method.targetMacRatio is {options.TargetMacRatio}, but with method.minChannels {options.MinChannels} "
                    + $"this generator has at most {most} times fewer multiply-accumulates. Ask for {most} or less, or "
                    + "for fewer channels."
            );
        }

        context.Log.Information(
            "Pruned {Channels} of {Count} channels, those with |γ| of at most {Threshold:G4}: {Ratio:F2} times fewer "
                + "multiply-accumulates",
            pruned.Count,
            channels.Layers.Sum(static layer => layer.Count),
            threshold,
            search.Ratio(pruned)
        );
        using var weights = context.Teacher.CopyWeights();
        channels.Silence(weights, pruned);
        return GraphPruning.Prune(channels.Map.Graph, weights);
    }
}
