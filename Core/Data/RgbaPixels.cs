namespace GsFramework.Core.Data;

/// <summary>Takes the channels of an image out of RGBA bytes, whose colours are not multiplied by their
/// opacity.</summary>
internal static class RgbaPixels
{
    private const byte Opaque = 255;

    /// <summary>Writes pixels into the planes of an image: RGBA as they are; otherwise flattened on white, grey as the
    /// luma of ITU-R 601, which leaves grey pixels as they are.</summary>
    /// <param name="rgba">Four bytes a pixel.</param>
    /// <param name="image">The image.</param>
    /// <param name="at">The place of the first pixel in each plane.</param>
    public static void Put(ReadOnlySpan<byte> rgba, PixelImage image, int at)
    {
        var (plane, pixels) = (image.Height * image.Width, rgba.Length / 4);
        Span<byte> Channel(int channel) => image.Planes.AsSpan((channel * plane) + at, pixels);
        if (image.Channels == ImageChannels.Gray)
        {
            PutGray(rgba, Channel(0));
            return;
        }

        var red = Channel(0);
        var green = Channel(1);
        var blue = Channel(2);
        if (image.Channels == ImageChannels.Rgba)
        {
            var alpha = Channel(3);
            for (var i = 0; i < pixels; i++)
            {
                (red[i], green[i]) = (rgba[4 * i], rgba[(4 * i) + 1]);
                (blue[i], alpha[i]) = (rgba[(4 * i) + 2], rgba[(4 * i) + 3]);
            }

            return;
        }

        for (var i = 0; i < pixels; i++)
        {
            var alpha = rgba[(4 * i) + 3];
            red[i] = OnWhite(rgba[4 * i], alpha);
            green[i] = OnWhite(rgba[(4 * i) + 1], alpha);
            blue[i] = OnWhite(rgba[(4 * i) + 2], alpha);
        }
    }

    /// <summary>A value with some opacity over white.</summary>
    public static byte OnWhite(byte value, byte alpha) =>
        alpha == Opaque ? value : (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);

    // The weights 0.299, 0.587 and 0.114 in 16 bits, as Pillow's convert("L") has them.
    private static void PutGray(ReadOnlySpan<byte> rgba, Span<byte> gray)
    {
        for (var i = 0; i < gray.Length; i++)
        {
            var alpha = rgba[(4 * i) + 3];
            gray[i] = (byte)(
                (
                    (19595 * OnWhite(rgba[4 * i], alpha))
                    + (38470 * OnWhite(rgba[(4 * i) + 1], alpha))
                    + (7471 * OnWhite(rgba[(4 * i) + 2], alpha))
                    + 0x8000
                ) >> 16
            );
        }
    }
}
