using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Models.Adversarial;

/// <summary>
/// The game that code calls <c>vanilla</c> and pix2pix plays: binary cross entropy, with the generator's loss
/// -log σ(D(G(x))). It is <see cref="CrossEntropyLoss"/> when non-saturating.
/// </summary>
internal sealed class VanillaLoss : IAdversarialLoss
{
    private readonly CrossEntropyLoss _game = new(new CrossEntropyOptions { NonSaturating = true });

    /// <inheritdoc/>
    public Tensor ForGenerator(Tensor fakeScores) => _game.ForGenerator(fakeScores);

    /// <inheritdoc/>
    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        _game.ForDiscriminator(realScores, fakeScores);
}
