using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Data;

/// <summary>Pictures that set images side by side.</summary>
internal static class ImageGrid
{
    private const int Gap = 4;
    private const int Header = 18;
    private const float LargestText = 14;
    private const float SmallestText = 7;

    /// <summary>Writes a PNG: one row of images under the other on white ground, with gaps.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Rows of images (3, H, W) or (1, H, W) in [-1, 1]; rows may differ in length, images in
    /// size.</param>
    /// <param name="columnTitles">Texts over the columns. They are left out on a machine without fonts.</param>
    /// <param name="scale">Side of the square that stands for a pixel, so that small images can be seen.</param>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Save(
        string path,
        IEnumerable<IEnumerable<Tensor>> rows,
        IReadOnlyList<string>? columnTitles = null,
        int scale = 1
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        var images = rows.Select(static row => row.Select(PixelImage.FromTensor).ToArray()).ToArray();
        var widths = Enumerable
            .Range(0, images.Max(static row => row.Length))
            .Select(column => scale * images.Where(row => column < row.Length).Max(row => row[column].Width))
            .ToArray();
        var heights = images
            .Select(row => scale * row.Select(static image => image.Height).DefaultIfEmpty(0).Max())
            .ToArray();

        using var text = columnTitles is { Count: > 0 } ? TextPaint() : null;
        var header = text is null ? 0 : Header;
        using var bitmap = new SKBitmap(
            new SKImageInfo(
                widths.Sum() + (Gap * (widths.Length + 1)),
                header + heights.Sum() + (Gap * (heights.Length + 1)),
                SKColorType.Rgba8888,
                SKAlphaType.Opaque
            )
        );
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            if (text is not null)
            {
                DrawTitles(canvas, text, columnTitles!, widths);
            }

            DrawImages(canvas, images, widths, heights, header, scale);
        }

        ImageFile.Save(path, bitmap);
    }

    /// <summary>Images of one thing, the smaller ones enlarged without blur to the size of the largest: the input and
    /// the outputs of a generator that changes the size.</summary>
    public static IReadOnlyList<Tensor> OfOneSize(IEnumerable<Tensor> images)
    {
        var all = images.ToArray();
        var (height, width) = (all.Max(static image => image.shape[1]), all.Max(static image => image.shape[2]));
        return
        [
            .. all.Select(image =>
                image.shape[1] == height && image.shape[2] == width
                    ? image
                    : nn.functional.interpolate(image.unsqueeze(0), [height, width]).squeeze(0)
            ),
        ];
    }

    private static void DrawImages(
        SKCanvas canvas,
        PixelImage[][] images,
        int[] widths,
        int[] heights,
        int header,
        int scale
    )
    {
        using var nearest = new SKPaint { FilterQuality = SKFilterQuality.None, IsAntialias = false };
        var y = header + Gap;
        for (var row = 0; row < images.Length; row++)
        {
            var x = Gap;
            for (var column = 0; column < images[row].Length; column++)
            {
                using var bitmap = ImageFile.ToBitmap(images[row][column]);
                canvas.DrawBitmap(bitmap, SKRect.Create(x, y, bitmap.Width * scale, bitmap.Height * scale), nearest);
                x += widths[column] + Gap;
            }

            y += heights[row] + Gap;
        }
    }

    private static void DrawTitles(SKCanvas canvas, SKPaint text, IReadOnlyList<string> titles, int[] widths)
    {
        // One size for all, that of the title with the least room.
        var count = Math.Min(titles.Count, widths.Length);
        text.TextSize = LargestText;
        text.TextSize = Math.Max(
            SmallestText,
            Enumerable
                .Range(0, count)
                .Select(column => LargestText * widths[column] / Math.Max(text.MeasureText(titles[column]), 1))
                .Append(LargestText)
                .Min()
        );
        var x = Gap;
        for (var column = 0; column < count; column++)
        {
            // A title that is still too long is cut rather than written into its neighbour.
            canvas.Save();
            canvas.ClipRect(SKRect.Create(x, 0, widths[column], Header));
            canvas.DrawText(titles[column], x, LargestText, text);
            canvas.Restore();
            x += widths[column] + Gap;
        }
    }

    // Null where there is no font: then even Skia's default typeface has no glyphs.
    private static SKPaint? TextPaint() =>
        SKTypeface.Default is { GlyphCount: > 0 } typeface
            ? new SKPaint
            {
                Typeface = typeface,
                Color = SKColors.Black,
                IsAntialias = true,
            }
            : null;
}
