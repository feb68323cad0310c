using GsFramework.Graph;

namespace GsFramework.Core.Data;

/// <summary>What of an image file is the image: all of it, or a half of one that shows two side by side.</summary>
internal enum ImageHalf
{
    Whole,
    Left,
    Right,
}

/// <summary>Cuts images that show two side by side.</summary>
internal static class ImageHalves
{
    /// <summary>The half of an image; of an odd number of columns the middle one is left out.</summary>
    /// <exception cref="UserException">It has one column only.</exception>
    public static PixelImage Of(PixelImage image, ImageHalf half)
    {
        if (half == ImageHalf.Whole)
        {
            return image;
        }

        var width = image.Width / 2;
        return width == 0
            ? throw new UserException("It is one pixel wide, and cannot hold two images side by side.")
            : image.Cut(0, half == ImageHalf.Left ? 0 : image.Width - width, new ImageSize(image.Height, width));
    }
}
