using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>What a tensor of an ONNX file depends on.</summary>
internal enum DependsOn
{
    /// <summary>Nothing: it is a weight, or computed from weights.</summary>
    Nothing,

    /// <summary>The size of the image, such as computed paddings.</summary>
    Size,

    /// <summary>The image.</summary>
    Image,
}

/// <summary>Finds out what the tensors of an ONNX file depend on. In exported networks more than half of the nodes do
/// not see the image.</summary>
internal static class Dependence
{
    /// <summary>Every tensor of the graph by name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="image">The input that is the image; all others are fixed.</param>
    public static Dictionary<string, DependsOn> Of(GraphProto graph, string image)
    {
        var found = new Dictionary<string, DependsOn> { [""] = DependsOn.Nothing };
        foreach (var name in graph.Input.Select(static input => input.Name))
        {
            found[name] = name == image ? DependsOn.Image : DependsOn.Nothing;
        }

        foreach (var name in graph.Initializer.Select(static tensor => tensor.Name))
        {
            found[name] = DependsOn.Nothing;
        }

        foreach (var node in graph.Node)
        {
            var kind = Reads(node).Select(name => found.GetValueOrDefault(name)).DefaultIfEmpty().Max();
            kind = node.OpType switch
            {
                "Shape" or "Size" when kind == DependsOn.Image => DependsOn.Size,
                // Noise is no constant: what reads it is refused.
                "RandomNormal" or "RandomUniform" or "RandomNormalLike" or "RandomUniformLike" or "Bernoulli" =>
                    DependsOn.Image,
                _ => kind,
            };
            foreach (var output in node.Output)
            {
                found[output] = kind;
            }
        }

        return found;
    }

    // What a node reads, also from within its branches.
    private static IEnumerable<string> Reads(NodeProto node) =>
        node.Input.Concat(
            node.Attribute.Select(static attribute => attribute.G)
                .OfType<GraphProto>()
                .SelectMany(static branch => branch.Node.SelectMany(Reads).Concat(branch.Output.Select(o => o.Name)))
        );
}
