using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Distillation;

/// <summary>Options of the discriminator feature term.</summary>
public sealed record DiscriminatorFeatureOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;

    /// <summary>Which of the discriminator's activations is the content layer, from 1.</summary>
    [Description(
        "Which of the discriminator's activations is the content layer, from 1; the last one where there are fewer."
    )]
    [Range(1, 100)]
    public int ContentLayer { get; init; } = 2;

    /// <summary>How many of the discriminator's activations, from the first on, are compared in style.</summary>
    [Description(
        "How many of the discriminator's activations, from the first on, are compared in style; all where there are "
            + "fewer."
    )]
    [Range(1, 100)]
    public int StyleLayers { get; init; } = 4;

    /// <summary>Factor of the style part.</summary>
    [Description("Factor of the style part.")]
    [Range(0, 1e9)]
    public double StyleWeight { get; init; } = 1e5;
}
