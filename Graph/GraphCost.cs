namespace GsFramework.Graph;

/// <summary>What a network costs: operations for one image, and parameters.</summary>
/// <param name="Macs">Multiply-accumulates under the <c>exact</c> rule.</param>
/// <param name="ReferenceMacs">Multiply-accumulates under the rule of the papers; see <see cref="LayerCost"/>.</param>
/// <param name="Weights">Elements of convolution kernels alone, the papers' model size.</param>
/// <param name="Parameters">All trained parameters: kernels, biases, γ and β.</param>
public sealed record GraphCost(long Macs, long ReferenceMacs, long Weights, long Parameters)
{
    /// <summary>Counts a network for images of this size.</summary>
    /// <exception cref="GraphException">The image is too small for the network.</exception>
    public static GraphCost Of(NetworkGraph graph, ImageSize size)
    {
        var shapes = graph.Shapes(size);
        var total = graph.Nodes.Aggregate(default(LayerCost), (sum, node) => sum + OfLayer(node, shapes));
        var parameters = graph.Parameters().Select(static entry => entry.Parameter).ToArray();
        return new GraphCost(
            total.Macs,
            total.ReferenceMacs,
            parameters.Where(static p => p.Role == ParameterRole.Weight).Sum(static p => p.Count),
            parameters.Where(static p => p.Role != ParameterRole.Buffer).Sum(static p => p.Count)
        );
    }

    /// <summary>The cost of one layer, given the shapes of <see cref="NetworkGraph.Shapes"/>.</summary>
    internal static LayerCost OfLayer(GraphNode node, IReadOnlyDictionary<string, FeatureShape> shapes) =>
        node.Layer.Cost([.. node.Inputs.Select(name => shapes[name])], shapes[node.Name]);
}
