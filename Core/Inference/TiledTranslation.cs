using GsFramework.Core.Data;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>
/// Translates an image of any size. Sides are extended to what the network takes by mirroring the border, and cut back.
/// An image above the limit is translated in overlapping tiles, a row of tiles at a time, so that of the whole only
/// bytes are kept.
/// </summary>
/// <remarks>The tiles are what the whole would be as long as the network looks from no pixel further than a quarter of
/// the overlap. A norm over the image (instance norm) looks everywhere: its tiles differ from the whole, the less the
/// larger they are.</remarks>
internal static class TiledTranslation
{
    /// <summary>Translates an image.</summary>
    /// <param name="network">Makes images in its ratio, of 1, 3 or 4 channels.</param>
    /// <param name="image">The image, with the channels that it takes.</param>
    /// <param name="name">Its name for the user.</param>
    /// <param name="tiling">When and how it is cut.</param>
    /// <param name="report">Told after each tile how many are done, and of how many.</param>
    /// <param name="cancellation">Ends it between two tiles.</param>
    /// <exception cref="UserException">The tiles do not suit the network, or it makes something that is no
    /// number.</exception>
    public static PixelImage Run(
        IImageNetwork network,
        PixelImage image,
        string name,
        Tiling tiling,
        Action<int, int>? report = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = tiling.For(network, image.Size);
        var channels = network.OutputShape(new ImageSize(rows.Tile, columns.Tile)).Channels;
        var (madeRows, madeColumns) = (rows.Times(network.Ratio), columns.Times(network.Ratio));
        var (height, width) = network.Ratio.Of(image.Size);
        var pixels = PixelImage.Room(new ImageSize(height, width), channels, pool: null);
        var (done, count) = (0, rows.Starts.Count * columns.Starts.Count);
        Tensor? begun = null;
        for (var row = 0; row < rows.Starts.Count; row++)
        {
            using var band = begun ?? zeros(channels, madeRows.Tile, madeColumns.Length);
            for (var column = 0; column < columns.Starts.Count; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var output = Finite(network.Run(Part(image, rows, row, columns, column)).squeeze(0), name);
                var weights = tensor(madeRows.Weights(row)).unsqueeze(1) * tensor(madeColumns.Weights(column));
                band.narrow(2, madeColumns.Starts[column], madeColumns.Tile).add_(output * weights);
                report?.Invoke(++done, count);
            }

            var isLast = row + 1 == rows.Starts.Count;
            var finished = isLast ? madeRows.Tile : madeRows.Starts[row + 1] - madeRows.Starts[row];
            Write(band.narrow(1, 0, finished), pixels, madeRows.Starts[row]);
            begun = isLast
                ? null
                : nn.functional.pad(band.narrow(1, finished, madeRows.Tile - finished), [0, 0, 0, finished]);
        }

        return pixels;
    }

    // (1, C, H, W) of a tile. What is beyond the image is mirrored, or where it is too small for that, its last pixels
    // again.
    private static Tensor Part(PixelImage image, TileAxis rows, int row, TileAxis columns, int column)
    {
        var (top, left) = (rows.Starts[row], columns.Starts[column]);
        var (height, width) = (Math.Min(rows.Tile, image.Height - top), Math.Min(columns.Tile, image.Width - left));
        var part = image.Cut(top, left, new ImageSize(height, width)).ToTensor().unsqueeze(0);
        return Extended(Extended(part, 0, rows.Tile - height), columns.Tile - width, 0);
    }

    private static Tensor Extended(Tensor part, int right, int bottom)
    {
        var isMirrored = right < part.shape[3] && bottom < part.shape[2];
        return right + bottom == 0
            ? part
            : nn.functional.pad(
                part,
                [0, right, 0, bottom],
                isMirrored ? PaddingModes.Reflect : PaddingModes.Replicate
            );
    }

    private static Tensor Finite(Tensor output, string name) =>
        output.isfinite().all().item<bool>()
            ? output
            : throw new UserException(
                $"The model makes NaN or infinite pixels of '{name}'. Its training has probably run away; take an "
                    + $"earlier checkpoint."
            );

    private static void Write(Tensor band, PixelImage pixels, int top)
    {
        var height = (int)Math.Min(band.shape[1], pixels.Height - top);
        var part = PixelImage.FromTensor(band.narrow(1, 0, height).narrow(2, 0, pixels.Width));
        for (var row = 0; row < pixels.Channels * height; row++)
        {
            var target = (((row / height) * pixels.Height) + top + (row % height)) * pixels.Width;
            part.Planes.AsSpan(row * pixels.Width, pixels.Width).CopyTo(pixels.Planes.AsSpan(target));
        }
    }
}
