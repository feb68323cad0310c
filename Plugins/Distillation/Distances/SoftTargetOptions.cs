using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Distillation.Distances;

/// <summary>Options of the distance to soft targets.</summary>
public sealed record SoftTargetOptions
{
    /// <summary>T, by which logits are divided: the higher, the more the wrong classes count.</summary>
    [Description("T, by which logits are divided: the higher, the more the teacher's wrong classes count.")]
    [Range(0.1, 1000)]
    public double Temperature { get; init; } = 4;

    /// <summary>α, the share of the soft targets; the rest is the labels'.</summary>
    [Description(
        "α, the share of the soft targets; 1 - α is the share of the labels. At 1 no labels are needed, at 0 the "
            + "teacher is not heard."
    )]
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.9;
}
