using GsFramework.Graph;

namespace GsFramework.Core.Composition.Parts;

/// <summary>The first layer of a network that cannot work on what it is given.</summary>
/// <param name="Side">The side of the square image.</param>
/// <param name="Layer">The layer's place in the graph.</param>
/// <param name="Text">The layer, what it reads and from where, and why it cannot, as the second part of a
/// sentence.</param>
internal sealed record ShapeFault(int Side, int Layer, string Text)
{
    /// <summary>Follows the shapes through a network.</summary>
    /// <returns>What comes out, or where the layers stop fitting one another.</returns>
    public static (FeatureShape Output, ShapeFault? Fault) Follow(NetworkGraph graph, int side)
    {
        var shapes = new Dictionary<string, FeatureShape>
        {
            [NetworkGraph.InputName] = new(graph.InputChannels, side, side),
        };
        foreach (var (index, node) in graph.Nodes.Index())
        {
            try
            {
                shapes[node.Name] = node.Layer.OutputShape([.. node.Inputs.Select(name => shapes[name])]);
            }
            catch (GraphException fault)
            {
                var reads = node.Inputs.Select(name => $"{shapes[name]} from {Named(graph, name)}");
                return (
                    default,
                    new ShapeFault(
                        side,
                        index,
                        $"layer '{node.Name}' ({node.Layer.Kind}) reads {string.Join(" and ", reads)}: {fault.Message}"
                    )
                );
            }
        }

        return (shapes[graph.Output.Name], null);
    }

    private static string Named(NetworkGraph graph, string name) =>
        name == NetworkGraph.InputName ? "the image" : $"'{name}' ({graph[name].Layer.Kind})";
}
