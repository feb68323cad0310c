using GsFramework.Core.Composition.Guards;
using GsFramework.Graph;

namespace GsFramework.Core.Composition.Parts;

/// <summary>
/// Tells apart why a network cannot run: because of the size of the images, or because its layers fit one another at no
/// size. The first is a matter of the configuration, the second of whoever made the network.
/// </summary>
internal static class GraphFit
{
    // Any network that is used for images runs at one of these.
    private const int MostSide = 1024;
    private const int UsualSide = 256;

    /// <summary>Why the layers of a network do not fit one another, whatever the size of the image, as the second part
    /// of a sentence; null for a network that runs at some size.</summary>
    public static string? Fault(NetworkGraph graph)
    {
        ShapeFault? deepest = null;
        foreach (var side in Enumerable.Range(1, MostSide).Prepend(UsualSide))
        {
            if (ShapeFault.Follow(graph, side).Fault is not { } fault)
            {
                return null;
            }

            // Small images fail before they come to the layer that is wrong.
            deepest = deepest is null || fault.Layer > deepest.Layer ? fault : deepest;
        }

        return $"its layers do not fit one another, whatever the size of the image. With one of "
            + $"{new FeatureShape(graph.InputChannels, deepest!.Side, deepest.Side)}, {deepest.Text}";
    }

    /// <summary>What a network makes of images of a size.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="what">Its name for the user.</param>
    /// <param name="side">The side of the square images.</param>
    /// <param name="setting">Where the size was given: <c>data.imageSize</c> or <c>--size</c>.</param>
    /// <exception cref="UserException">It cannot run; the message says whose fault that is.</exception>
    public static FeatureShape At(NetworkGraph graph, string what, int side, string setting) =>
        PluginCode.Run(graph, what, "shapes", () =>
        {
            var (output, fault) = ShapeFault.Follow(graph, side);
            return fault is null
                ? output
                : throw (
                    Fault(graph) is { } always
                        ? new UserException(
                            $"{what} can run on no image: {always} It was made so, or changed later: make the "
                                + $"network again."
                        )
                        : new UserException(
                            $"{setting} = {side} does not fit {what}: {fault.Text} {Nearest(graph, side)}"
                        )
                );
        });

    /// <summary>Which sizes near one fit a network, a sentence; those at which its output has its ratio to the input,
    /// if it has at any.</summary>
    public static string Nearest(NetworkGraph graph, int side) =>
        Sentence(Near(graph, side, keepsRatio: true), side)
        ?? Sentence(Near(graph, side, keepsRatio: false), side)
        ?? "No size near it fits.";

    /// <summary>Which sizes near one come out of a network in its ratio, a sentence; null when there is none.</summary>
    public static string? NearestKept(NetworkGraph graph, int side) =>
        Sentence(Near(graph, side, keepsRatio: true), side);

    /// <summary>The side nearest to one at which an image fits a network; that side itself where none does.</summary>
    public static int NearestSide(NetworkGraph graph, int side) =>
        ShapeFault.Follow(graph, side).Fault is null
            ? side
            : Near(graph, side, keepsRatio: false).OrderBy(near => Math.Abs(near - side)).FirstOrDefault(side);

    private static int[] Near(NetworkGraph graph, int side, bool keepsRatio)
    {
        var ratio = GraphSizes.Of(graph).Ratio;
        bool Fits(int candidate) =>
            ShapeFault.Follow(graph, candidate) is { Fault: null, Output: var output }
            && (
                !keepsRatio
                || (
                    candidate % ratio.Denominator == 0
                    && output.Size == ratio.Of(ImageSize.Square(candidate))
                )
            );
        return
        [
            .. Enumerable.Range(1, Math.Max(0, side - 1)).Reverse().Take(MostSide).Where(Fits).Take(1),
            .. Enumerable.Range(side + 1, MostSide).Where(Fits).Take(1),
        ];
    }

    private static string? Sentence(int[] sides, int side) =>
        sides switch
        {
            [] => null,
            [var one] => $"{one} fits, the nearest to {side}.",
            _ => $"{sides[0]} and {sides[1]} fit, the nearest to {side}.",
        };
}
