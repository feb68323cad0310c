using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Models.Generators;

/// <summary>Options of the CycleGAN generator.</summary>
public sealed record CycleGanResNetOptions
{
    /// <summary>Channels after the first convolution, ngf. Each halving doubles them: with two, the residual trunk is
    /// four times as wide.</summary>
    [Description(
        "Channels after the first convolution (ngf). Each halving doubles them: with two, the residual trunk is four "
            + "times as wide."
    )]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks.</summary>
    [Description("Residual blocks: 9 for 256x256 images, 6 for smaller ones.")]
    [Range(0, 64)]
    public int Blocks { get; init; } = 9;

    /// <summary>How often the image is halved.</summary>
    [Description("How often the image is halved: 2 as in CycleGAN, 4 as in pix2pixHD's global generator.")]
    [Range(1, 8)]
    public int Downs { get; init; } = 2;

    /// <summary>The norms after convolutions.</summary>
    [Description(
        "'instance' as in CycleGAN, or 'batch' as in pix2pix: statistics of the batch in training, running ones in "
            + "use, and no bias before a norm."
    )]
    public NormKind Norm { get; init; } = NormKind.Instance;

    /// <summary>Where images are blurred.</summary>
    [Description(
        "Where fixed filters blur, so that images are halved and doubled without aliasing: 'none' as in CycleGAN, "
            + "'both' as in CUT, or only where it goes 'down' or 'up'."
    )]
    public Antialiasing Antialias { get; init; } = Antialiasing.None;

    /// <summary>Channels of the input image.</summary>
    [Description("Channels of the input image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels of the output image.</summary>
    [Description("Channels of the output image.")]
    [Range(1, 16)]
    public int OutputChannels { get; init; } = 3;

    internal bool BlursDown => Antialias is Antialiasing.Down or Antialiasing.Both;

    internal bool BlursUp => Antialias is Antialiasing.Up or Antialiasing.Both;
}
