using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Models.Adversarial;

/// <summary>
/// The least-squares game of LSGAN (Mao et al., ICCV 2017), which CycleGAN and GAN Slimming play:
/// <code>
/// D:  ( mean (D(y) - 1)² + mean D(G(x))² ) / 2
/// G:  mean (D(G(x)) - 1)²
/// </code>
/// </summary>
internal sealed class LeastSquaresLoss : IAdversarialLoss
{
    /// <inheritdoc/>
    public Tensor ForGenerator(Tensor fakeScores) => (fakeScores - 1).square().mean();

    /// <inheritdoc/>
    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        ((realScores - 1).square().mean() + fakeScores.square().mean()) / 2;
}
