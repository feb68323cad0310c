using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using GsFramework.Parts;

namespace GsFramework.Distillation;

/// <summary>Options of the paired term.</summary>
public sealed record PairedOptions
{
    /// <summary>λ, the term's weight in the objective.</summary>
    [Description("λ, the term's weight in the objective; pix2pix has 100.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 100;

    /// <summary>d, the distance between the student's and the true images.</summary>
    [Description("Distance between the student's and the true images.")]
    public PartSelection<IImageDistance> Distance { get; init; } = new("l1");
}
