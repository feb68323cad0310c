namespace GsFramework.Graph;

/// <summary>A named layer of a graph and where its inputs come from.</summary>
/// <param name="Name">Unique in the graph; the prefix of its parameters' names, as in PyTorch
/// (<c>model.10.conv_block.1</c>).</param>
/// <param name="Layer">What it computes.</param>
/// <param name="Inputs">Names of earlier nodes, or <see cref="NetworkGraph.InputName"/>.</param>
public sealed record GraphNode(string Name, Layer Layer, IReadOnlyList<string> Inputs)
{
    /// <summary>The full name of one of the layer's parameters.</summary>
    public string ParameterName(string parameter) => $"{Name}.{parameter}";
}
