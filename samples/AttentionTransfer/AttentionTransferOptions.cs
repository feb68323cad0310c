using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Samples.AttentionTransfer;

/// <summary>Options of the attention transfer term.</summary>
public sealed record AttentionTransferOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective. The loss is between 0 and 2.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 2;

    /// <summary>p: how much stronger a large activation counts than a small one.</summary>
    [Description("p, the power of the activations: how much stronger a large one counts than a small one.")]
    [Range(1.0, 8.0)]
    public double Power { get; init; } = 2;

    /// <summary>Which layers are compared.</summary>
    [Description(
        "Names of the layers whose outputs are compared; * stands for any characters. Empty for the outputs of the "
            + "residual blocks, or of the skip connections where there are none."
    )]
    public IReadOnlyList<string> Layers { get; init; } = [];
}
