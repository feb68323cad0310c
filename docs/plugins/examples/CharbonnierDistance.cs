using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using static TorchSharp.torch;

namespace HowTo;

public sealed record CharbonnierOptions
{
    [Description("ε: below it the distance is nearly a square, above it nearly an absolute value.")]
    [Range(1e-6, 1.0)]
    public double Epsilon { get; init; } = 1e-3;
}

/// <summary>The distance of Charbonnier: mean of √(d² + ε²) - ε over all pixels, for differences d.</summary>
public sealed class CharbonnierDistance(CharbonnierOptions options) : IImageDistance
{
    public Tensor Distance(Tensor image, Tensor reference) =>
        ((image - reference).square() + (options.Epsilon * options.Epsilon)).sqrt().mean() - options.Epsilon;
}
