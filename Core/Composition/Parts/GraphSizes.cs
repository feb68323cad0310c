using GsFramework.Graph;

namespace GsFramework.Core.Composition.Parts;

/// <summary>Which sizes of images suit a network, and how large its outputs are, found by asking its layers.</summary>
/// <param name="Ratio">How much larger its outputs are than its inputs; 1 for a network of which nothing can be
/// said.</param>
/// <param name="Multiple">The least number whose multiples, as sides of an image, come out in that ratio; 0 when there
/// is none.</param>
/// <param name="Least">The shortest side that it takes, a multiple of <paramref name="Multiple"/> where there is
/// one.</param>
internal sealed record GraphSizes(SizeRatio Ratio, int Multiple, int Least)
{
    private const int MostMultiple = 64;

    // Large enough for any network; what counts is how the output's size follows the input's.
    private const int ProbedSide = 512;

    // At this side, what a network rounds up by cannot be taken for a ratio: 1 / MostMultiple of it is more.
    private const int LargeSide = 7680;
    private const int Probes = 4;

    /// <summary>Asks a network.</summary>
    public static GraphSizes Of(NetworkGraph graph)
    {
        var (ratio, multiple) = Kept(graph) ?? Scaled(graph) ?? (SizeRatio.One, 0);
        var step = Math.Max(multiple, 1);
        var least = Enumerable
            .Range(1, ProbedSide / step)
            .Select(times => times * step)
            .FirstOrDefault(side => Output(graph, side) is not null, step);
        return new GraphSizes(ratio, multiple, least);
    }

    /// <summary>How outputs depart from a constant ratio to inputs, the same in both directions, as the end of a
    /// sentence; null where they do not, or where the network takes too few sizes to tell.</summary>
    public static string? Fault(NetworkGraph graph) =>
        Of(graph).Multiple == 0
        && Output(graph, LargeSide) is { } output
        && Output(graph, 2 * LargeSide) is { } larger
        && (output.Height != output.Width || larger.Size != new ImageSize(2 * output.Height, 2 * output.Width))
            ? $"of an image of {ImageSize.Square(LargeSide)} it makes one of {output.Size}, and of "
                + $"{ImageSize.Square(2 * LargeSide)} one of {larger.Size}"
            : null;

    private static (SizeRatio, int)? Kept(NetworkGraph graph) =>
        Multiples.Where(multiple => Keeps(SizeRatio.One, multiple, graph, ProbedSide)).Take(1).ToArray() is [var least]
            ? (SizeRatio.One, least)
            : null;

    private static (SizeRatio, int)? Scaled(NetworkGraph graph)
    {
        foreach (var multiple in Multiples)
        {
            var side = LargeSide / multiple * multiple;
            if (
                Output(graph, side) is { } output
                && SizeRatio.Of(output.Height, side) is var ratio
                && multiple % ratio.Denominator == 0
                && Keeps(ratio, multiple, graph, LargeSide)
            )
            {
                return (ratio, multiple);
            }
        }

        return null;
    }

    private static IEnumerable<int> Multiples => Enumerable.Range(1, MostMultiple);

    // A number that is no multiple may come out right once, but not four times running.
    private static bool Keeps(SizeRatio ratio, int multiple, NetworkGraph graph, int near) =>
        Enumerable
            .Range(0, Probes)
            .Select(probe => multiple * ((near / multiple) + probe))
            .All(side => Output(graph, side)?.Size == ratio.Of(ImageSize.Square(side)));

    private static FeatureShape? Output(NetworkGraph graph, int side)
    {
        try
        {
            return graph.Shapes(ImageSize.Square(side))[graph.Output.Name];
        }
        catch (GraphException)
        {
            return null;
        }
    }
}
