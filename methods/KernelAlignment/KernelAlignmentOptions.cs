using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Methods.KernelAlignment;

/// <summary>Options of the kernel alignment term. The defaults are those of the authors' runs on horse2zebra.</summary>
public sealed record KernelAlignmentOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective. The loss is between 0 and the number of layers. Published: 1.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;

    /// <summary>Which layers are compared.</summary>
    [Description(
        "Names of the layers whose outputs are compared; * stands for any characters. Empty for what enters the "
            + "residual trunk and what leaves its first, second and last third, as published."
    )]
    public IReadOnlyList<string> Layers { get; init; } = [];
}
