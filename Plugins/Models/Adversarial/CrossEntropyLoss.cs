using System.ComponentModel;
using GsFramework.Losses;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GsFramework.Models.Adversarial;

/// <summary>Options of the cross-entropy game.</summary>
public sealed record CrossEntropyOptions
{
    /// <summary>True for the generator's loss -log σ(D(G(x))), whose gradient does not vanish while D wins.</summary>
    [Description("True for the generator's loss -log σ(D(G(x))), whose gradient does not vanish while D wins.")]
    public bool NonSaturating { get; init; }
}

/// <summary>
/// The minimax game of the first GAN (Goodfellow et al., 2014) on scores without a sigmoid:
/// <code>
/// D:  ( mean -log σ(D(y)) + mean -log(1 - σ(D(G(x)))) ) / 2
/// G:  mean log(1 - σ(D(G(x)))),  or mean -log σ(D(G(x))) when non-saturating
/// </code>
/// computed as -log σ(s) = softplus(-s) and -log(1 - σ(s)) = softplus(s), so that no score overflows.
/// </summary>
internal sealed class CrossEntropyLoss(CrossEntropyOptions options) : IAdversarialLoss
{
    /// <inheritdoc/>
    public Tensor ForGenerator(Tensor fakeScores) =>
        options.NonSaturating ? softplus(-fakeScores).mean() : -softplus(fakeScores).mean();

    /// <inheritdoc/>
    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        (softplus(-realScores).mean() + softplus(fakeScores).mean()) / 2;
}
