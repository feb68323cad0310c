namespace GsFramework.Graph;

/// <summary>
/// Which rows of its inputs a layer reads for a row of its output, so that an image too large for the memory can be
/// computed in bands of rows. Row i of the output reads none further than <paramref name="Rows"/> from row i ·
/// <paramref name="Down"/> / <paramref name="Up"/> of the inputs.
/// </summary>
/// <remarks>
/// The promise: of rows u to v of the inputs, where u is a multiple of <paramref name="Down"/>, the layer's
/// <c>Forward</c> makes rows that stand for those from u · <paramref name="Up"/> / <paramref name="Down"/> on. A row
/// that stands further than <paramref name="Rows"/> from u and from v, or where these are the borders of the image, is
/// the one that the whole image gives. <c>LayerConformance</c> in the testing kit tests it.
/// </remarks>
/// <param name="Rows">Rows of the inputs, 0 or more. Too large a number costs time, too small a one is wrong.</param>
/// <param name="Up">How many rows a layer makes of <paramref name="Down"/> rows, 1 or more.</param>
/// <param name="Down">1 or more; the stride of a convolution.</param>
public sealed record RowReach(int Rows = 0, int Up = 1, int Down = 1)
{
    /// <summary>Of a layer whose every pixel reads that pixel alone.</summary>
    public static RowReach Pixelwise { get; } = new();

    /// <summary>Of a window that moves over the image.</summary>
    internal static RowReach Window(int span, int stride, int padding) =>
        new(Math.Max(padding, span - 1 - padding), Down: stride);

    /// <summary>The rows of an input of this height for rows of the output.</summary>
    internal (int From, int To) Read(int from, int to, int height)
    {
        var first = (int)Math.Max(0, ((long)from * Down / Up) - Rows) / Down * Down;
        var last = ((((long)to * Down) + Up - 1) / Up) + Rows;
        return (Math.Min(first, (height - 1) / Down * Down), (int)Math.Min(height, (last + Down - 1) / Down * Down));
    }

    /// <summary>The row of the output for which the first row of what is made of input rows from here stands.</summary>
    internal int Made(int from) => (int)((long)from * Up / Down);
}
