using GsFramework.Graph;
using GsFramework.Graph.Bands;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>What bands of rows have to make of an image.</summary>
internal static class BandRules
{
    // Norms gather their sums in another order.
    private const double Tolerance = 1e-4;

    /// <summary>Tests that bands of few rows and of many give what the whole image gives. An image that the network
    /// does not take passes.</summary>
    public static void Same(Rule rule, GraphModule network, ImageSize size)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        try
        {
            network.Graph.Shapes(size);
        }
        catch (GraphException)
        {
            return;
        }

        var image = Samples.Images(1, network.Graph.InputChannels, size, seed: 2);
        var whole = network.forward(image);
        foreach (var rows in new[] { 1, 3, 8 })
        {
            // Half of the maps go through a file.
            var limits = new BandLimits(rows * size.Width, rows == 3 ? 0 : long.MaxValue, Path.GetTempPath());
            var bands = new List<Tensor>();
            rule.Run(
                () =>
                    new BandedForward(network, size, limits).Run(
                        (from, to) => image.narrow(2, from, to - from),
                        (_, band) => bands.Add(band.clone().DetachFromDisposeScope())
                    ),
                $"computing an image of {size} in bands of {rows} rows"
            );
            var joined = cat(bands, 2);
            foreach (var band in bands)
            {
                band.Dispose();
            }

            var difference = Tensors.Difference(whole, joined);
            rule.Require(
                difference <= Tolerance * Math.Max(1, Tensors.Largest(whole)),
                $"an image of {size} in bands of {rows} rows gives values that differ from those of the whole by "
                    + $"{difference:G3}.",
                "Let Reach say how many more rows Forward has to be given, and how many rows it makes of how many; "
                    + "return null where a row may depend on all of them."
            );
        }
    }
}
