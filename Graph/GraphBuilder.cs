using GsFramework.Graph.Layers;

namespace GsFramework.Graph;

/// <summary>Writes a graph down layer by layer; each layer reads the one before unless told otherwise.</summary>
/// <example>
/// <code>
/// var graph = new GraphBuilder(inputChannels: 3)
///     .Add("model.0", Padding2d.Even(PaddingKind.Reflect, 1))
///     .Add("model.1", new Conv2d(3, 16, KernelSize: 3))
///     .Add("model.2", new InstanceNorm2d(16, Affine: true))
///     .Add("model.3", new Activation(ActivationFunction.Relu))
///     .Build();
/// </code>
/// </example>
public sealed class GraphBuilder(int inputChannels)
{
    private readonly List<GraphNode> _nodes = [];

    /// <summary>The name of the last layer, or of the network's input.</summary>
    public string Last { get; private set; } = NetworkGraph.InputName;

    /// <summary>Adds a layer that reads the last one.</summary>
    public GraphBuilder Add(string name, Layer layer) => Add(name, layer, Last);

    /// <summary>Adds a layer that reads these layers.</summary>
    public GraphBuilder Add(string name, Layer layer, params string[] inputs)
    {
        _nodes.Add(new GraphNode(name, layer, inputs));
        Last = name;
        return this;
    }

    /// <summary>The finished graph, whose output is the last layer.</summary>
    /// <exception cref="GraphException">Names clash or refer to nothing.</exception>
    public NetworkGraph Build() => new(inputChannels, _nodes);
}
