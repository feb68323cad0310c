using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Methods.Cat;

/// <summary>Options of CAT's pruning. The defaults are those of the authors' runs on horse2zebra.</summary>
public sealed record CatPruningOptions
{
    /// <summary>How many times fewer multiply-accumulates (exact rule) the generator must have.</summary>
    [Description(
        "How many times fewer multiply-accumulates (exact rule) the generator must have. Published: 2.6 billion, which "
            + "is 22 times fewer than CycleGAN's."
    )]
    [Range(1.0, 10000.0)]
    public double TargetMacRatio { get; init; } = 22;

    /// <summary>The least channels of a layer that no residual connection goes around.</summary>
    [Description(
        "Channels that stay at least in each layer outside residual blocks, those with the largest |γ|. Published: 16, "
            + "of 64 and more. A block may vanish."
    )]
    [Range(1, 100000)]
    public int MinChannels { get; init; } = 16;
}
