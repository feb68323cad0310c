using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Samples.AttentionTransfer;

/// <summary>Options of the similarity-preserving term.</summary>
public sealed record SimilarityOptions
{
    /// <summary>The term's weight in the objective.</summary>
    [Description("The term's weight in the objective. The loss is between 0 and 4.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 20;

    /// <summary>Which layers are compared.</summary>
    [Description(
        "Names of the layers whose outputs are compared; * stands for any characters. Empty for the outputs of the "
            + "residual blocks, or of the skip connections where there are none."
    )]
    public IReadOnlyList<string> Layers { get; init; } = [];
}
