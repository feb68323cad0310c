using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsPluginNamespace;

/// <summary>Options of <see cref="ResidualGenerator"/>: the keys beside <c>kind</c> in
/// <c>model.generator</c>.</summary>
public sealed record ResidualGeneratorOptions
{
    /// <summary>Channels at full resolution; the residual blocks have twice as many.</summary>
    [Description("Channels at full resolution; the residual blocks have twice as many.")]
    [Range(1, 512)]
    public int Width { get; init; } = 16;

    /// <summary>Residual blocks at half resolution.</summary>
    [Description("Residual blocks at half resolution.")]
    [Range(0, 32)]
    public int Blocks { get; init; } = 3;
}
