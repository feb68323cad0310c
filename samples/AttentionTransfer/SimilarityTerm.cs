using GsFramework;
using GsFramework.Graph;
using GsFramework.Terms;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.AttentionTransfer;

/// <summary>
/// Similarity-preserving distillation (Tung and Mori, ICCV 2019): images that are alike to the teacher must be alike to
/// the student. With a layer's outputs A (b, C·H·W) for a batch of b images,
/// <code>
/// G = A·Aᵀ  (b, b),     G̃ = the rows of G, each divided by its ‖·‖₂
/// L = mean over layers   1/b · ‖ G̃_S - G̃_T ‖_F²
/// </code>
/// The feature maps may differ in channels and in size.
/// </summary>
/// <remarks>
/// The paper divides by b². Rows of length 1 have squares that do not grow with b, so that its loss halves when the
/// batch doubles; divided by b the loss is a mean over images like any other, and a weight means the same for every
/// batch size. The paper's weight γ (3000 with b = 256) is γ/b here.
/// </remarks>
internal sealed class SimilarityTerm(SimilarityOptions options, ILogger log) : ICompressionTerm, ITapsLayers
{
    public const string Key = "similarity-preserving";

    private readonly ComparedLayers _layers = new(Key, options.Layers, log);

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
        _layers.Find(student);

    /// <inheritdoc/>
    /// <exception cref="UserException">There are no such layers, or nothing to compare an image with.</exception>
    public Tensor? Loss(StepContext step) =>
        step.Input.shape[0] > 1
            ? _layers.Mean(step, static (_, student, teacher) =>
                (Similarities(student) - Similarities(teacher)).square().sum(1).mean()
            )
            : throw new UserException(
                $"objective.terms.{Key} compares the images of a batch with one another, and there is one. Set "
                    + $"data.batchSize to 2 or more."
            );

    private static Tensor Similarities(Tensor features)
    {
        var rows = features.flatten(1);
        return nn.functional.normalize(rows.matmul(rows.t()), p: 2, dim: 1);
    }
}
