using GsFramework.Core.Composition.Parts;

namespace GsFramework.Core.Inference;

/// <summary>
/// How one side of an image is cut into tiles that overlap, and how much each tile counts at each pixel. In the middle
/// half of an overlap one tile passes linearly into the next; the outer quarter of a tile is not used, since what is
/// beyond its border was made up by the network's padding.
/// </summary>
/// <param name="Length">Pixels of the side, padded to a multiple of the network's.</param>
/// <param name="Tile">Pixels of a tile, all alike.</param>
/// <param name="Starts">Where the tiles begin, each at a multiple of the network's.</param>
/// <param name="Ramp">Pixels in which one tile passes into the next.</param>
internal sealed record TileAxis(int Length, int Tile, IReadOnlyList<int> Starts, int Ramp)
{
    /// <summary>Cuts a side.</summary>
    /// <param name="length">Pixels, 1 or more.</param>
    /// <param name="most">Pixels that a tile may have; at least twice the overlap.</param>
    /// <param name="overlap">Pixels that neighbours have in common, at least.</param>
    /// <param name="multiple">What sides and places are to be multiples of; <paramref name="most"/> is one.</param>
    /// <param name="isFixed">True when all tiles must have <paramref name="most"/> pixels.</param>
    public static TileAxis Plan(int length, int most, int overlap, int multiple, bool isFixed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(most % multiple, 0);
        length = isFixed ? Math.Max(most, Up(length, multiple)) : Up(length, multiple);
        if (length <= most)
        {
            return new TileAxis(length, length, [0], 0);
        }

        overlap = Up(overlap, multiple);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, most / 2);

        // As many as it takes, and no larger than that many must be.
        var count = 1 + Quotient(length - most, most - overlap);
        var tile = isFixed ? most : Up(Quotient(length + ((count - 1) * overlap), count), multiple);
        var steps = (length - tile) / multiple;
        return new TileAxis(
            length,
            tile,
            [.. Enumerable.Range(0, count).Select(number => (int)((long)number * steps / (count - 1)) * multiple)],
            overlap / 2
        );
    }

    /// <summary>The same tiles in a network's output.</summary>
    public TileAxis Times(SizeRatio ratio) =>
        new(ratio.Of(Length), ratio.Of(Tile), [.. Starts.Select(ratio.Of)], ratio.Of(Ramp));

    /// <summary>How much a tile counts at each of its pixels; the tiles of a pixel add up to 1.</summary>
    public float[] Weights(int number) =>
        [.. Enumerable.Range(Starts[number], Tile).Select(pixel => Passed(number, pixel) - Passed(number + 1, pixel))];

    /// <summary>The next multiple.</summary>
    public static int Up(int value, int multiple) => Quotient(value, multiple) * multiple;

    // How far the seam before this tile has been passed at a pixel's middle.
    private float Passed(int number, int pixel)
    {
        if (number == 0 || number == Starts.Count)
        {
            return number == 0 ? 1 : 0;
        }

        var seam = (Starts[number] + Starts[number - 1] + Tile) / 2.0;
        return (float)Math.Clamp(((pixel + 0.5 - seam) / Math.Max(Ramp, 1)) + 0.5, 0, 1);
    }

    private static int Quotient(int value, int divisor) => (value + divisor - 1) / divisor;
}
