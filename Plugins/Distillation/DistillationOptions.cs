using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Losses;
using GsFramework.Parts;

namespace GsFramework.Distillation;

/// <summary>Options of the distillation term.</summary>
public sealed record DistillationOptions
{
    /// <summary>β, the term's weight in the objective.</summary>
    [Description("β, the term's weight in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 20;

    /// <summary>d, the distance between the student's and the teacher's images.</summary>
    [Description("Distance between the student's and the teacher's images.")]
    public PartSelection<IImageDistance> Distance { get; init; } = new("mse");
}
