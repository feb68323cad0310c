using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using static TorchSharp.torch;

namespace HowTo;

public sealed record SmoothedOptions
{
    [Description("Target score of real images; 1 for no smoothing.")]
    [Range(0.5, 1.0)]
    public double Real { get; init; } = 0.9;
}

/// <summary>The least-squares game with a softened label for real images.</summary>
public sealed class SmoothedLeastSquares(SmoothedOptions options) : IAdversarialLoss
{
    public Tensor ForGenerator(Tensor fakeScores) => (fakeScores - 1).square().mean();

    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        ((realScores - options.Real).square().mean() + fakeScores.square().mean()) / 2;
}
