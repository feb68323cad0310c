using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Parts;

namespace GsFramework.Quantization;

/// <summary>Where quantisers stand and which levels they have.</summary>
public enum QuantizationProfile
{
    /// <summary>What integer kernels can run: int8 weights per output channel, uint8 activations with a zero point,
    /// before and after each convolution.</summary>
    Deployable,

    /// <summary>What the GAN Slimming code trains: one scale a kernel, inputs clamped to [0, 4] with 257
    /// levels.</summary>
    Reference,
}

/// <summary>Options of the quantisation term.</summary>
public sealed record QuantizationOptions : IValidatesOptions
{
    /// <summary>Where quantisers stand and which levels they have.</summary>
    [Description("'deployable' for what integer kernels can run, 'reference' for the GAN Slimming code's quantisers.")]
    public QuantizationProfile Profile { get; init; } = QuantizationProfile.Deployable;

    /// <summary>Bits of a weight.</summary>
    [Description("Bits of a weight.")]
    [Range(2, 8)]
    public int WeightBits { get; init; } = 8;

    /// <summary>Bits of an activation; 0 or null leaves activations as they are.</summary>
    [Description("Bits of an activation, 2 to 8; 0 leaves activations as they are.")]
    [Range(0, 8)]
    public int? ActivationBits { get; init; } = 8;

    /// <summary>Other bits for some layers, by the names of convolutions or patterns of them.</summary>
    [Description(
        "Other bits for single convolutions, by name or by a pattern with * and ?, such as 'model.1*'. A name counts "
            + "before a pattern, a longer pattern before a shorter one."
    )]
    public IReadOnlyDictionary<string, LayerBits> Layers { get; init; } = new Dictionary<string, LayerBits>();

    /// <summary>The share of fine-tuning that is in fp32, before the quantisers take part.</summary>
    [Description(
        "The share of fine-tuning that is in fp32, before the quantisers take part. Such updates are cheaper."
    )]
    [Range(0.0, 0.9)]
    public double DelayShare { get; init; }

    /// <summary>The share of fine-tuning with quantisers during which the activation ranges still follow the
    /// images.</summary>
    [Description(
        "The share of fine-tuning with quantisers during which the activation ranges still follow the images."
    )]
    [Range(0.0, 1.0)]
    public double FollowShare { get; init; } = 0.5;

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (ActivationBits == 1)
        {
            yield return (nameof(ActivationBits), "one bit is too few. Use 2 to 8, or 0 to leave activations alone.");
        }

        foreach (var (name, bits) in Layers)
        {
            if (bits.WeightBits == 1 || bits.ActivationBits == 1)
            {
                yield return (nameof(Layers), $"one bit is too few for '{name}'. Use 2 to 8, or 0 for fp32.");
            }

            if (bits is { WeightBits: 0, ActivationBits: > 0 })
            {
                yield return (
                    nameof(Layers),
                    $"'{name}' would round what an fp32 kernel reads. Leave its activationBits out."
                );
            }
        }
    }
}
