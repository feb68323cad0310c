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
/// <param name="LoadHeight">The height to which they are scaled.</param>
/// <param name="LoadWidth">The width to which they are scaled.</param>
/// <param name="Height">H of what is cut out.</param>
/// <param name="Width">W of what is cut out.</param>
internal sealed record ImageFit(ImageResize Resize, int LoadHeight, int LoadWidth, int Height, int Width)
{
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
                var ratio = Math.Max((double)LoadHeight / image.Height, (double)LoadWidth / image.Width);
                return PixelScaling.Scale(
                    image,
                    Math.Max(LoadHeight, (int)Math.Round(image.Height * ratio)),
                    Math.Max(LoadWidth, (int)Math.Round(image.Width * ratio)));
            case ImageResize.Stretch:
                return PixelScaling.Scale(image, LoadHeight, LoadWidth);
            default:
                return image.Height >= Height && image.Width >= Width ? image : throw new UserException(
                    $"It has {image.Width}x{image.Height} pixels, fewer than {Width}x{Height}, and resize is 'none'.");
        }
    }

    /// <summary>Cuts a part out of a scaled image: at a place, or the middle.</summary>
    public PixelImage Cut(PixelImage scaled, CropPlace? place)
    {
        var (down, right) = (scaled.Height - Height, scaled.Width - Width);
        return place is { } at
            ? scaled.Cut((int)(at.Down * (down + 1)), (int)(at.Right * (right + 1)), Height, Width)
            : scaled.Cut(down / 2, right / 2, Height, Width);
    }
}
