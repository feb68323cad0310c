using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Models.Discriminators;

/// <summary>Options of the PatchGAN discriminator.</summary>
public sealed record PatchGanOptions
{
    /// <summary>Channels after the first convolution, ndf.</summary>
    [Description("Channels after the first convolution (ndf).")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>How often the image is halved.</summary>
    [Description("How often the image is halved; 3 gives the 70x70 PatchGAN.")]
    [Range(1, 6)]
    public int Layers { get; init; } = 3;

    /// <summary>The norms after convolutions.</summary>
    [Description(
        "'instance' as in CycleGAN, or 'batch' as in pix2pix: statistics of the batch in training, and no bias before "
            + "a norm."
    )]
    public NormKind Norm { get; init; } = NormKind.Instance;

    /// <summary>True to blur where the image is halved.</summary>
    [Description("Whether fixed filters blur where the image is halved, as in CUT.")]
    public bool Antialias { get; init; }

    /// <summary>Channels of the judged image.</summary>
    [Description("Channels of the judged image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;
}
