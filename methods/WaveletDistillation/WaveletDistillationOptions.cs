using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Methods.WaveletDistillation;

/// <summary>Options of wavelet distillation. The defaults are those of the authors' runs on horse2zebra.</summary>
public sealed record WaveletDistillationOptions
{
    /// <summary>The term's weight in the objective, α.</summary>
    [Description("The term's weight in the objective, α. Published: 0.4.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 0.4;

    /// <summary>How often the low band is split again.</summary>
    [Description(
        "How often the image is split into bands. Each level halves it, so it needs 2^levels pixels a side. "
            + "Published: 4, for images of 256 pixels."
    )]
    [Range(1, 12)]
    public int Levels { get; init; } = 4;
}
