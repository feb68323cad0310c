using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The compact network that was taken out of a slimmed one, and how exactly it agrees with it.</summary>
/// <param name="Network">The compact network, its weight scales frozen at the slimmed network's.</param>
/// <param name="MaxAbsDifference">max |masked - compact| over real and random images.</param>
/// <param name="Images">How many images were compared.</param>
internal sealed record ExtractionOutcome(PrunedNetwork Network, double MaxAbsDifference, int Images);

/// <summary>Takes all silent channels out of a slimmed generator and measures that nothing changed.</summary>
/// <remarks>
/// The two networks are compared in float64. In float32 a sum over fewer channels is rounded otherwise, and where an
/// activation is on the border between two quantisation levels the last bit decides: that flips single levels, in this
/// network as between any two machines, and would hide what is to be seen here, whether the two are the same function.
/// </remarks>
internal static class Extraction
{
    private const int RealImages = 16;
    private const int RandomImages = 4;

    /// <summary>How many images are compared, of a set of that size.</summary>
    public static int Limit(int images) => Math.Min(RealImages, images) + RandomImages;

    public static ExtractionOutcome Run(
        GraphModule slimmed,
        IImageDataset images,
        ImageSize size,
        int seed,
        ITrainingProgress progress
    )
    {
        using var weights = slimmed.CopyWeights();

        // Per-tensor weight scales would change with the slice: both networks keep the slimmed network's.
        var frozen = GraphQuantization.FreezeScales(slimmed.Graph, weights);
        var pruned = GraphPruning.Prune(frozen, weights);

        using var masked = new GraphModule(frozen, weights);
        using var compact = new GraphModule(pruned.Graph, pruned.Weights);
        foreach (var network in new[] { masked, compact })
        {
            network.to(float64);
            network.eval();
        }

        var (difference, count) = (0.0, 0);
        foreach (var image in Inputs(images, slimmed.Graph.InputChannels, size, seed))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var measured = progress.Measure(WorkName.ImagesCompared);
            progress.Count(WorkName.ImagesCompared, count + 1, Limit(images.Count));
            var gap = (masked.forward(image.to(float64)) - compact.forward(image.to(float64)))
                .abs()
                .max()
                .item<double>();
            difference = Math.Max(difference, double.IsNaN(gap) ? double.PositiveInfinity : gap);
            count++;
        }

        progress.EndPhase();
        return new ExtractionOutcome(pruned, difference, count);
    }

    private static IEnumerable<Tensor> Inputs(IImageDataset images, int channels, ImageSize size, int seed)
    {
        for (var i = 0; i < Math.Min(RealImages, images.Count); i++)
        {
            using var scope = NewDisposeScope();
            yield return images.Load(i).unsqueeze(0);
        }

        using var generator = new Generator((ulong)seed, CPU);
        for (var i = 0; i < RandomImages; i++)
        {
            using var scope = NewDisposeScope();
            yield return (rand([1, channels, size.Height, size.Width], generator: generator) * 2) - 1;
        }
    }
}
