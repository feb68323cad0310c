using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>The values of <c>data.source.resize</c>.</summary>
internal enum ImageResize
{
    /// <summary>Scaled until it just covers the size, keeping its proportions.</summary>
    Cover,

    /// <summary>Scaled to the size, each side for itself.</summary>
    Stretch,

    /// <summary>Not scaled.</summary>
    None,
}

/// <summary>How images are brought to one size: scaled first, then cut.</summary>
/// <param name="Resize">How they are scaled.</param>
/// <param name="Load">The size to which they are scaled.</param>
/// <param name="Size">The size of what is cut out.</param>
internal sealed record ImageFit(ImageResize Resize, ImageSize Load, ImageSize Size)
{
    /// <summary>The size of an input whose output has this <see cref="Size"/>: places are those of the input, so that
    /// both show the same, to the pixel.</summary>
    public ImageSize Input { get; init; } = Size;

    /// <summary>Scales an image and cuts out its middle.</summary>
    /// <exception cref="UserException">It is too small and must not be scaled.</exception>
    public PixelImage Apply(PixelImage image) => Cut(Scale(image), null);

    /// <summary>Scales an image.</summary>
    /// <exception cref="UserException">It is too small and must not be scaled.</exception>
    public PixelImage Scale(PixelImage image)
    {
        switch (Resize)
        {
            case ImageResize.Cover:
                var ratio = Math.Max((double)Load.Height / image.Height, (double)Load.Width / image.Width);
                return PixelScaling.Scale(
                    image,
                    new ImageSize(
                        Math.Max(Load.Height, (int)Math.Round(image.Height * ratio)),
                        Math.Max(Load.Width, (int)Math.Round(image.Width * ratio))
                    )
                );
            case ImageResize.Stretch:
                return PixelScaling.Scale(image, Load);
            default:
                return image.Height >= Size.Height && image.Width >= Size.Width
                    ? image
                    : throw new UserException($"It has {image.Size} pixels, fewer than {Size}, and resize is 'none'.");
        }
    }

    /// <summary>Cuts a part out of a scaled image: at a place, or the middle.</summary>
    public PixelImage Cut(PixelImage scaled, CropPlace? place)
    {
        var (down, right) = (scaled.Height - Size.Height, scaled.Width - Size.Width);
        return place is { } at
            ? scaled.Cut(
                At(at.Down, down, Size.Height, Input.Height),
                At(at.Right, right, Size.Width, Input.Width),
                Size
            )
            : scaled.Cut(down / 2, right / 2, Size);
    }

    private static int At(double share, int room, long size, long input) =>
        (int)((long)(share * ((room * input / size) + 1)) * size / input);
}
