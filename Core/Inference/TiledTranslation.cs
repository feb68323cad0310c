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
/// larger they are. <see cref="BandedTranslation"/> has no such limits, for networks whose layers are known.</remarks>
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
                var size = new ImageSize(rows.Tile, columns.Tile);
                var tile = ExtendedImage.Part(image, rows.Starts[row], columns.Starts[column], size);
                var output = FiniteOutput.Check(network.Run(tile).squeeze(0), name);
                var weights = tensor(madeRows.Weights(row)).unsqueeze(1) * tensor(madeColumns.Weights(column));
                band.narrow(2, madeColumns.Starts[column], madeColumns.Tile).add_(output * weights);
                report?.Invoke(++done, count);
            }

            var isLast = row + 1 == rows.Starts.Count;
            var finished = isLast ? madeRows.Tile : madeRows.Starts[row + 1] - madeRows.Starts[row];
            pixels.Write(band.narrow(1, 0, finished), madeRows.Starts[row]);
            begun = isLast
                ? null
                : nn.functional.pad(band.narrow(1, finished, madeRows.Tile - finished), [0, 0, 0, finished]);
        }

        return pixels;
    }
}
