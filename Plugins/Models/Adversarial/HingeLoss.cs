using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Models.Adversarial;

/// <summary>
/// The hinge game of Geometric GAN (Lim and Ye, 2017): scores beyond the margin 1 teach the discriminator nothing more.
/// <code>
/// D:  ( mean max(0, 1 - D(y)) + mean max(0, 1 + D(G(x))) ) / 2
/// G:  -mean D(G(x))
/// </code>
/// </summary>
internal sealed class HingeLoss : IAdversarialLoss
{
    /// <inheritdoc/>
    public Tensor ForGenerator(Tensor fakeScores) => -fakeScores.mean();

    /// <inheritdoc/>
    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        ((1 - realScores).relu().mean() + (1 + fakeScores).relu().mean()) / 2;
}
