using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Quantization;

/// <summary>Bits of a layer that are not those of the others. What is left out is as everywhere.</summary>
public sealed record LayerBits
{
    /// <summary>Bits of a weight; 0 leaves the layer, kernel and activations, in fp32.</summary>
    [Description("Bits of a weight, 2 to 8; 0 leaves the whole layer in fp32.")]
    [Range(0, 8)]
    public int? WeightBits { get; init; }

    /// <summary>Bits of an activation, before and after the layer; 0 leaves them as they are.</summary>
    [Description("Bits of an activation, 2 to 8, before and after the layer; 0 leaves them as they are.")]
    [Range(0, 8)]
    public int? ActivationBits { get; init; }
}
