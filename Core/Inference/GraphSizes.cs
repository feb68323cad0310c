using GsFramework.Graph;

namespace GsFramework.Core.Inference;

/// <summary>Which sizes of images suit a network, found by asking its layers.</summary>
/// <param name="Multiple">The least number whose multiples it keeps as sides of an image; 0 when there is none.</param>
/// <param name="Least">The shortest side that it takes, a multiple of <paramref name="Multiple"/> where there is
/// one.</param>
internal sealed record GraphSizes(int Multiple, int Least)
{
    private const int MostMultiple = 64;

    // Large enough for any network; what counts is how the output's size follows the input's.
    private const int ProbedSide = 512;
    private const int Probes = 4;

    /// <summary>Asks a network.</summary>
    public static GraphSizes Of(NetworkGraph graph)
    {
        var multiple = Enumerable
            .Range(1, MostMultiple)
            .FirstOrDefault(candidate => KeepsMultiplesOf(candidate, graph));
        var step = Math.Max(multiple, 1);
        var least = Enumerable
            .Range(1, ProbedSide / step)
            .Select(times => times * step)
            .FirstOrDefault(side => Output(graph, side) is not null, step);
        return new GraphSizes(multiple, least);
    }

    // An even number that is no multiple may come out right once, but not four times running.
    private static bool KeepsMultiplesOf(int multiple, NetworkGraph graph) =>
        Enumerable
            .Range(0, Probes)
            .Select(probe => multiple * ((ProbedSide / multiple) + probe))
            .All(side => Output(graph, side) is { } output && output.Size == ImageSize.Square(side));

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
