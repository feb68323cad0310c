using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>When an image is translated in parts, and in which.</summary>
/// <param name="Tile">Side of a tile in pixels. An image of at most that many pixels squared is translated as a
/// whole.</param>
/// <param name="Overlap">Pixels that neighbouring tiles have in common; null for an eighth of the tile.</param>
internal sealed record Tiling(int Tile, int? Overlap)
{
    /// <summary>The side of a megapixel, for which a wide generator takes a gigabyte or two.</summary>
    public const int DefaultTile = 1024;

    private const int DefaultShare = 8;

    /// <summary>Tiles that overlap by an eighth.</summary>
    public static Tiling Of(int tile) => new(tile, null);

    /// <summary>Cuts an image for a network.</summary>
    /// <exception cref="UserException">The tiles are too small for the network or for their overlap.</exception>
    public (TileAxis Rows, TileAxis Columns) For(IImageNetwork network, ImageSize size)
    {
        if (network.FixedSize is { } only)
        {
            return (
                Axis(size.Height, only.Height, network, isFixed: true),
                Axis(size.Width, only.Width, network, isFixed: true)
            );
        }

        var isWhole = IsWhole(size);
        var most = Tile / network.SizeMultiple * network.SizeMultiple;
        if (!isWhole && most < network.LeastSide)
        {
            throw new UserException(
                $"--tile {Tile}: the network takes images of {ImageSize.Square(network.LeastSide)} or larger. Give a "
                    + $"larger --tile."
            );
        }

        var (height, width) = Padded(network, size);
        return isWhole
            ? (Whole(height), Whole(width))
            : (Axis(height, most, network, isFixed: false), Axis(width, most, network, isFixed: false));
    }

    /// <summary>The network, where it translates an image of this size in bands of rows; null where it does so as a
    /// whole or in tiles.</summary>
    public IBandedNetwork? InBands(IImageNetwork network, ImageSize size) =>
        network is IBandedNetwork banded && !IsWhole(size) ? banded : null;

    /// <summary>The size to which an image is extended for a network that takes any.</summary>
    public static ImageSize Padded(IImageNetwork network, ImageSize size)
    {
        int Side(int side) => Math.Max(network.LeastSide, TileAxis.Up(side, network.SizeMultiple));
        return new ImageSize(Side(size.Height), Side(size.Width));
    }

    private bool IsWhole(ImageSize size) => (long)size.Height * size.Width <= (long)Tile * Tile;

    private static TileAxis Whole(int length) => new(length, length, [0], 0);

    private TileAxis Axis(int length, int most, IImageNetwork network, bool isFixed)
    {
        // A file of a fixed size has tiles of its own, and so has the eighth to be of those.
        var overlap = Overlap ?? most / DefaultShare;
        if (length > most && TileAxis.Up(overlap, network.SizeMultiple) > most / 2)
        {
            throw new UserException(
                $"--overlap {overlap}: tiles of {most} pixels can overlap by at most {most / 2}. Give a smaller "
                    + $"--overlap{(isFixed ? "" : " or a larger --tile")}."
            );
        }

        return TileAxis.Plan(length, most, overlap, network.SizeMultiple, isFixed);
    }
}
