using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsPluginNamespace;

/// <summary>Options of <see cref="PaletteTerm"/>: the keys of its object in <c>objective.terms</c>.</summary>
public sealed record PaletteOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 10;

    /// <summary>λ, the factor of the difference in spread; 0 compares the means alone.</summary>
    [Description("λ, the factor of the difference in spread; 0 compares the means alone.")]
    [Range(0, 1e3)]
    public double Spread { get; init; } = 1;
}
