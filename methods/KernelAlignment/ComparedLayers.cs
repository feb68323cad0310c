using System.IO.Enumeration;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace Methods.KernelAlignment;

/// <summary>The layers of a generator that are compared with the teacher's.</summary>
internal static class ComparedLayers
{
    private const int Thirds = 3;

    /// <summary>Those with such names, or the published ones where there are no patterns.</summary>
    public static IReadOnlyCollection<string> Of(NetworkGraph generator, IReadOnlyList<string> patterns) =>
        patterns.Count == 0
            ? Published(generator)
            : [
                .. generator
                    .Nodes.Select(static node => node.Name)
                    .Where(name => patterns.Any(pattern => Matches(pattern, name))),
            ];

    /// <summary>The first pattern that no layer has, or null.</summary>
    public static string? Missing(NetworkGraph generator, IReadOnlyList<string> patterns) =>
        patterns.FirstOrDefault(pattern => !generator.Nodes.Any(node => Matches(pattern, node.Name)));

    // Of nine blocks: what enters the first, and what leaves the third, sixth and ninth.
    private static string[] Published(NetworkGraph generator)
    {
        GraphNode[] sums = [.. generator.Nodes.Where(static node => node.Layer is Add)];
        return sums.Length == 0
            ? []
            :
            [
                .. Entrance(generator, sums[0]),
                .. Enumerable
                    .Range(1, Thirds)
                    .Select(third => sums[(((third * sums.Length) + Thirds - 1) / Thirds) - 1].Name)
                    .Distinct(),
            ];
    }

    // The input of a block stands before its branch. Quantisers, and the constants that pruning leaves of a block, are
    // layers that the teacher does not have.
    private static IEnumerable<string> Entrance(NetworkGraph generator, GraphNode sum)
    {
        var names = generator.Nodes.Select(static node => node.Name).ToList();
        var name = sum.Inputs.MinBy(names.IndexOf)!;
        while (
            name != NetworkGraph.InputName
            && generator[name].Layer is AffineQuantizer or ClampQuantizer or ChannelShift
        )
        {
            name = generator[name].Inputs[0];
        }

        return name == NetworkGraph.InputName ? [] : [name];
    }

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
