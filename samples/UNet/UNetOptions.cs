using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Numerics;
using GsFramework.Parts;

namespace Samples.UNet;

/// <summary>The norms of a U-Net.</summary>
public enum UNetNorm
{
    /// <summary>Batch norms, as in pix2pix: batch statistics in training, running statistics in use.</summary>
    Batch,

    /// <summary>Instance norms: the same in training and use.</summary>
    Instance,
}

/// <summary>Options of the U-Net generator.</summary>
public sealed record UNetOptions : IValidatesOptions
{
    private const int FewestDowns = 5;
    private const int MostDowns = 10;

    /// <summary>Channels after the first convolution, ngf; the inner ones have up to eight times as many.</summary>
    [Description("Channels after the first convolution (ngf); the inner ones have up to eight times as many.")]
    [Range(1, 1024)]
    public int Width { get; init; } = 64;

    /// <summary>Side of the images, from which the number of halvings follows.</summary>
    [Description(
        "Side of the images: it is halved as often as it divides by 2, so that 256 gives the network of 8 halvings, "
            + "unet_256. Images of any multiple will do."
    )]
    [Range(32, 4096)]
    public int ImageSize { get; init; } = 256;

    /// <summary>How often the image is halved, or null to see it from <see cref="ImageSize"/>.</summary>
    [Description("How often the image is halved, instead of what follows from imageSize.")]
    [Range(FewestDowns, MostDowns)]
    public int? Downs { get; init; }

    /// <summary>The norms after convolutions.</summary>
    [Description("'batch' as in pix2pix, 'instance' where batches are small.")]
    public UNetNorm Norm { get; init; } = UNetNorm.Batch;

    /// <summary>Channels of the input image.</summary>
    [Description("Channels of the input image.")]
    [Range(1, 16)]
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels of the output image.</summary>
    [Description("Channels of the output image.")]
    [Range(1, 16)]
    public int OutputChannels { get; init; } = 3;

    internal int Depth => Downs ?? Math.Min(BitOperations.TrailingZeroCount(ImageSize), MostDowns);

    /// <inheritdoc/>
    public IEnumerable<(string Property, string Message)> Faults()
    {
        if (Depth < FewestDowns)
        {
            yield return (
                nameof(ImageSize),
                $"imageSize must be a multiple of {1 << FewestDowns}, since a U-Net halves it {FewestDowns} times or "
                    + $"more; {ImageSize} is not."
            );
        }
    }
}
