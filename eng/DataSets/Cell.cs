namespace GsFramework.DataSets;

/// <summary>A square of a picture, in its pixels, which may be fractions.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Side">Side.</param>
public readonly record struct Cell(double X, double Y, double Side)
{
    /// <summary>The disjoint squares of a picture: <paramref name="rows"/> fill its height, as many columns as fit are
    /// centred in its width.</summary>
    public static IReadOnlyList<Cell> Grid(int height, int width, int rows)
    {
        var side = (double)height / rows;
        var columns = (int)Math.Floor((width / side) + 1e-9);
        var left = (width - (columns * side)) / 2;
        return Enumerable
            .Range(0, rows)
            .SelectMany(y => Enumerable.Range(0, columns).Select(x => new Cell(left + (x * side), y * side, side)))
            .ToArray();
    }
}
