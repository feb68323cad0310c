namespace GsFramework.DataSets;

/// <summary>Many pictures on one, for a look at what was made.</summary>
public static class ContactSheet
{
    /// <summary>Lays pictures of one size in rows, on white with gaps of two pixels.</summary>
    public static Picture Of(IReadOnlyList<Picture> pictures, int columns)
    {
        const int gap = 2;
        ArgumentNullException.ThrowIfNull(pictures);
        var (height, width) = (pictures[0].Height + gap, pictures[0].Width + gap);
        var rows = (pictures.Count + columns - 1) / columns;
        var sheet = new Picture(
            new byte[3 * ((rows * height) + gap) * ((columns * width) + gap)],
            (rows * height) + gap,
            (columns * width) + gap
        );
        Array.Fill(sheet.Pixels, byte.MaxValue);
        for (var i = 0; i < pictures.Count; i++)
        {
            var (top, left) = (gap + (i / columns * height), gap + (i % columns * width));
            for (var y = 0; y < pictures[i].Height; y++)
            {
                pictures[i]
                    .Pixels.AsSpan(3 * y * pictures[i].Width, 3 * pictures[i].Width)
                    .CopyTo(sheet.Pixels.AsSpan(3 * (((top + y) * sheet.Width) + left)));
            }
        }

        return sheet;
    }

    /// <summary>At most <paramref name="most"/> of the files, evenly spread over their order.</summary>
    public static Picture OfFiles(IReadOnlyList<string> files, int most, int columns)
    {
        ArgumentNullException.ThrowIfNull(files);
        var step = Math.Max(1.0, (double)files.Count / most);
        return Of(
            Enumerable
                .Range(0, Math.Min(most, files.Count))
                .Select(i => Picture.Read(files[(int)(i * step)]))
                .ToArray(),
            columns
        );
    }
}
