using static TorchSharp.torch;

namespace GsFramework.Losses;

/// <summary>The two sides of the minimax game, as losses to be minimised.</summary>
public interface IAdversarialLoss
{
    /// <summary>The generator's loss, a scalar.</summary>
    /// <param name="fakeScores">D(G(x)), any shape, no sigmoid applied.</param>
    Tensor ForGenerator(Tensor fakeScores);

    /// <summary>The discriminator's loss, a scalar: the mean of its real and its fake part.</summary>
    /// <param name="realScores">D of real images.</param>
    /// <param name="fakeScores">D of generated images.</param>
    Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores);
}
