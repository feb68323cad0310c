using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace GsFramework.Models.Generators;

/// <summary>Options of the U-Net generator of pix2pix.</summary>
public sealed record Pix2PixUNetOptions
{
    /// <summary>Channels after the first convolution, ngf; the inner ones have up to eight times as many.</summary>
    [Description("Channels after the first convolution (ngf); the inner ones have up to eight times as many.")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>How often the image is halved.</summary>
    [Description(
        "How often the image is halved: 8 gives unet_256, 7 unet_128, 6 is for 64x64. The side of images must divide "
            + "as often."
    )]
    [Range(2, 12)]
    public int Downs { get; init; } = 8;

    /// <summary>The norms after convolutions.</summary>
    [Description(
        "'batch' as in pix2pix: statistics of the batch in training, running ones in use, and no bias before a norm; "
            + "'instance' where batches are small."
    )]
    public NormKind Norm { get; init; } = NormKind.Batch;

    /// <summary>Channels of the input image.</summary>
    [Description("Channels of the input image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels of the output image.</summary>
    [Description("Channels of the output image.")]
    [Range(1, 16)]
    public int OutputChannels { get; init; } = 3;
}
