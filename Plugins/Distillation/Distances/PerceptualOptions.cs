using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Features;
using GsFramework.Parts;

namespace GsFramework.Distillation.Distances;

/// <summary>Options of the perceptual distance.</summary>
public sealed record PerceptualOptions
{
    /// <summary>The fixed network whose feature maps are compared.</summary>
    [Description("The fixed network whose feature maps are compared.")]
    public PartSelection<IFeatureExtractor> Features { get; init; } = new("mobilenet-v2");

    /// <summary>Factor of the style part.</summary>
    [Description("Factor of the style part.")]
    [Range(0, 1e9)]
    public double StyleWeight { get; init; } = 1e5;
}
