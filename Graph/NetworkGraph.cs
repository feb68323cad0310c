using System.Collections.Frozen;

namespace GsFramework.Graph;

/// <summary>
/// An immutable description of a network with one image input and one output: named layers in an order in which every
/// node comes after its inputs. The last node is the output. All else is a function over it: <see cref="GraphModule"/>
/// builds it, <see cref="GraphCost"/> counts it, <see cref="GraphPruning"/> shrinks it, <see cref="GraphQuantization"/>
/// puts quantisers on its edges, <see cref="GraphDescription"/> compares two of them.
/// </summary>
public sealed class NetworkGraph
{
    /// <summary>The name by which nodes refer to the network's input.</summary>
    public const string InputName = "input";

    private readonly FrozenDictionary<string, GraphNode> _byName;

    /// <summary>Creates a graph.</summary>
    /// <param name="inputChannels">Channels of the input image.</param>
    /// <param name="nodes">The layers, inputs first; the last is the output.</param>
    /// <exception cref="GraphException">A name is used twice, or an input is not an earlier node.</exception>
    public NetworkGraph(int inputChannels, IEnumerable<GraphNode> nodes)
    {
        InputChannels = inputChannels;
        Nodes = [.. nodes];
        if (Nodes.Count == 0)
        {
            throw new GraphException("A network graph needs at least one layer.");
        }

        var seen = new HashSet<string> { InputName };
        foreach (var node in Nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (!seen.Contains(input))
                {
                    throw new GraphException($"Layer '{node.Name}' reads '{input}', which is not an earlier layer.");
                }
            }

            if (!seen.Add(node.Name))
            {
                throw new GraphException($"Two layers are called '{node.Name}'.");
            }

            if (LayerRules.Fault(node.Layer) is { } fault)
            {
                throw new GraphException($"Layer '{node.Name}' ({node.Layer.Kind}): {fault}.");
            }
        }

        _byName = Nodes.ToFrozenDictionary(static node => node.Name);
    }

    /// <summary>Channels of the input image.</summary>
    public int InputChannels { get; }

    /// <summary>The layers, inputs first.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The node whose value is the network's output.</summary>
    public GraphNode Output => Nodes[^1];

    /// <summary>The node with this name.</summary>
    /// <exception cref="GraphException">There is none.</exception>
    public GraphNode this[string name] =>
        _byName.TryGetValue(name, out var node)
            ? node
            : throw new GraphException($"The network has no layer '{name}'.");

    /// <summary>True when the graph has a node with this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The name and description of every tensor of the network, in layer order.</summary>
    public IEnumerable<(string Name, GraphNode Node, LayerParameter Parameter)> Parameters() =>
        from node in Nodes
        from parameter in node.Layer.Parameters()
        select (node.ParameterName(parameter.Name), node, parameter);

    /// <summary>The shape of every node's output for an input image of this size.</summary>
    /// <exception cref="GraphException">The image is too small, or layers do not fit one another.</exception>
    public IReadOnlyDictionary<string, FeatureShape> Shapes(ImageSize size)
    {
        var shapes = new Dictionary<string, FeatureShape> { [InputName] = new(InputChannels, size.Height, size.Width) };
        foreach (var node in Nodes)
        {
            var inputs = node.Inputs.Select(name => shapes[name]).ToArray();
            try
            {
                shapes[node.Name] = node.Layer.OutputShape(inputs);
            }
            catch (GraphException fault)
            {
                throw new GraphException($"Layer '{node.Name}': {fault.Message}");
            }
        }

        return shapes;
    }

    /// <summary>The same network with other nodes in the place of some.</summary>
    /// <param name="replace">Gets each node, inputs first, as it reads what is there by then, and gives the nodes in
    /// its place: none to leave it out, so that its readers read its first input; else they read the last of
    /// them.</param>
    public NetworkGraph Replace(Func<GraphNode, IEnumerable<GraphNode>> replace)
    {
        var names = new Dictionary<string, string>();
        var nodes = new List<GraphNode>();
        foreach (var old in Nodes)
        {
            var node = old with { Inputs = [.. old.Inputs.Select(name => names.GetValueOrDefault(name, name))] };
            GraphNode[] places = [.. replace(node)];
            nodes.AddRange(places);
            names[node.Name] = places.Length > 0 ? places[^1].Name : node.Inputs[0];
        }

        return new NetworkGraph(InputChannels, nodes);
    }

    /// <summary>The nodes that read this node's output.</summary>
    public IEnumerable<GraphNode> Consumers(string name) => Nodes.Where(node => node.Inputs.Contains(name));
}
