using System.Buffers;
using GsFramework.Graph;
using SkiaSharp;

namespace GsFramework.Core.Data;

/// <summary>Turns stored images so that they stand upright.</summary>
internal static class PixelTurning
{
    /// <summary>The size of an image that is turned as its orientation says.</summary>
    public static ImageSize Upright(ImageSize stored, SKEncodedOrigin origin) =>
        origin >= SKEncodedOrigin.LeftTop ? new ImageSize(stored.Width, stored.Height) : stored;

    /// <summary>The image as its orientation wants it: mirrored along the diagonal, then along the axes.</summary>
    /// <param name="image">The image as it is stored.</param>
    /// <param name="origin">EXIF's orientation.</param>
    /// <param name="pool">Lent the bytes of the image, which are given back where it is turned, and lends those of the
    /// result; null where nobody did.</param>
    public static PixelImage Upright(PixelImage image, SKEncodedOrigin origin, ArrayPool<byte>? pool)
    {
        var (transpose, flipX, flipY) = origin switch
        {
            SKEncodedOrigin.TopRight => (false, true, false),
            SKEncodedOrigin.BottomRight => (false, true, true),
            SKEncodedOrigin.BottomLeft => (false, false, true),
            SKEncodedOrigin.LeftTop => (true, false, false),
            SKEncodedOrigin.RightTop => (true, true, false),
            SKEncodedOrigin.RightBottom => (true, true, true),
            SKEncodedOrigin.LeftBottom => (true, false, true),
            _ => (false, false, false),
        };
        if (!transpose && !flipX && !flipY)
        {
            return image;
        }

        var (height, width) = transpose ? (image.Width, image.Height) : (image.Height, image.Width);
        var planes = pool?.Rent(image.Pixels.Length) ?? new byte[image.Pixels.Length];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (row, column) = (flipY ? height - 1 - y : y, flipX ? width - 1 - x : x);
                    (row, column) = transpose ? (column, row) : (row, column);
                    planes[(((c * height) + y) * width) + x] = image.Planes[
                        (((c * image.Height) + row) * image.Width) + column
                    ];
                }
            }
        }

        pool?.Return(image.Planes);
        return image with { Planes = planes, Height = height, Width = width };
    }
}
