using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsPluginNamespace;

/// <summary>Options of <see cref="CharbonnierDistance"/>: the keys beside <c>kind</c> where a distance is
/// chosen.</summary>
public sealed record CharbonnierOptions
{
    /// <summary>ε, the difference of two pixels below which the distance is nearly a square.</summary>
    [Description("ε, the difference of two pixels below which the distance is nearly a square.")]
    [Range(1e-6, 1)]
    public double Epsilon { get; init; } = 1e-3;
}
