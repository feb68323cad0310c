using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Graph.Bands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>Translates a large image in bands of rows, layer by layer, whose norms are told the moments of the
/// whole.</summary>
internal static class BandedTranslation
{
    // Of the whole maps that the network needs, this much is kept in memory where there is enough.
    private const long MostMapBytes = 1L << 30;

    // And no more than this share of what is free.
    private const int Share = 4;

    /// <summary>How much is computed and kept at a time.</summary>
    /// <param name="tiling">How many pixels a band has.</param>
    /// <param name="free">Bytes of memory that can be taken.</param>
    public static BandLimits Limits(Tiling tiling, long free) =>
        new((long)tiling.Tile * tiling.Tile, Math.Min(MostMapBytes, free / Share), Path.GetTempPath());

    /// <summary>Translates an image.</summary>
    /// <param name="network">Makes images in its ratio, of 1, 3 or 4 channels.</param>
    /// <param name="image">The image, with the channels that it takes.</param>
    /// <param name="name">Its name for the user.</param>
    /// <param name="limits">How much is computed and kept at a time.</param>
    /// <param name="report">Told after each band how many are done, and of how many.</param>
    /// <param name="cancellation">Ends it between two bands.</param>
    /// <exception cref="UserException">The network makes something that is no number, or temporary files cannot be
    /// written.</exception>
    public static PixelImage Run(
        IBandedNetwork network,
        PixelImage image,
        string name,
        BandLimits limits,
        Action<int, int>? report = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var padded = Tiling.Padded(network, image.Size);
        var forward = network.Banded(padded, limits);
        var made = network.Ratio.Of(image.Size);
        var pixels = PixelImage.Room(new ImageSize(made.Height, made.Width), network.OutputChannels, pool: null);
        try
        {
            forward.Run(
                (from, to) => ExtendedImage.Rows(image, padded, from, to),
                (from, rows) => pixels.Write(FiniteOutput.Check(rows.squeeze(0), name), from),
                done => report?.Invoke(done, forward.Bands),
                cancellation
            );
        }
        catch (IOException fault)
        {
            throw new UserException(
                $"'{name}': to translate {image.Size} pixels, temporary files of up to {forward.MapBytes >> 20} MB are "
                    + $"written to '{limits.Folder}', and this failed: {fault.Message} Make room there, or set "
                    + $"TMPDIR to another folder.",
                fault
            );
        }

        return pixels;
    }
}
