using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Graph;

/// <summary>
/// A live network built from a graph: a TorchSharp module whose parameters have the graph's full names, so that
/// <c>named_parameters()</c> gives PyTorch's names. Input (N, C, H, W), images in [-1, 1].
/// </summary>
public sealed class GraphModule : nn.Module<Tensor, Tensor>, IForwardMode
{
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, LayerState> _states = [];
    private readonly Dictionary<string, int> _readers = [];

    // Layers of plugins: that these keep their promises is not tested here.
    private readonly HashSet<string> _others;

    /// <summary>Builds the network with a copy of the weights.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">A tensor for each of the graph's parameters; further names are ignored.</param>
    /// <param name="device">Where the network lives, for good; the CPU when null.</param>
    /// <exception cref="GraphException">A tensor is missing or has another shape.</exception>
    public GraphModule(NetworkGraph graph, IReadOnlyDictionary<string, Tensor> weights, Device? device = null)
        : base("network")
    {
        Device = device ?? CPU;
        Graph = graph;
        GraphWeights.Check(graph, weights);
        using var scope = NewDisposeScope();
        foreach (var (name, _, parameter) in graph.Parameters())
        {
            var copy = weights[name].detach().to(float32).to(Device).clone();
            if (parameter.Role == ParameterRole.Buffer)
            {
                _tensors[name] = copy.DetachFromDisposeScope();
                register_buffer(name, copy);
            }
            else
            {
                var trained = new Parameter(copy);
                _tensors[name] = trained.DetachFromDisposeScope();
                register_parameter(name, trained);
            }
        }

        _others =
        [
            .. graph
                .Nodes.Where(static node => node.Layer.GetType().Assembly != typeof(GraphModule).Assembly)
                .Select(static node => node.Name),
        ];
        foreach (var node in graph.Nodes)
        {
            _states[node.Name] = new LayerState(_tensors, node.Name, this)
            {
                InputEdge = QuantizedEdge.Before(graph, node, _tensors),
                OutputEdge = QuantizedEdge.After(graph, node, _tensors),
            };
            foreach (var input in node.Inputs)
            {
                _readers[input] = _readers.GetValueOrDefault(input) + 1;
            }
        }
    }

    bool IForwardMode.Training => training;

    /// <summary>Where the network lives.</summary>
    public Device Device { get; }

    /// <summary>The description from which the network was built.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>True while quantisers follow the ranges of the activations that they see.</summary>
    public bool Observing { get; set; }

    /// <summary>False to train in fp32 for a time: quantisers then pass everything on as it is.</summary>
    public bool Quantizing { get; set; } = true;

    /// <summary>True to run convolutions in bfloat16 with fp32 master weights.</summary>
    public bool BFloat16 { get; set; }

    /// <summary>The live parameters and buffers by full name. They belong to the module: do not dispose them.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The trained parameters of these roles, or all of them.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Trained(params ParameterRole[] roles) =>
        from entry in Graph.Parameters()
        where
            entry.Parameter.Role != ParameterRole.Buffer && (roles.Length == 0 || roles.Contains(entry.Parameter.Role))
        select (entry.Name, (Parameter)_tensors[entry.Name]);

    /// <summary>Switches gradients of all trained parameters on or off, so that a frozen network costs no weight
    /// gradients.</summary>
    public void RequireGradients(bool required)
    {
        foreach (var (_, parameter) in Trained())
        {
            parameter.requires_grad_(required);
        }
    }

    /// <summary>Computes the output (N, C, H, W).</summary>
    public override Tensor forward(Tensor input) => Forward(input, []).Output;

    /// <summary>Computes the output and keeps the outputs of some layers on the way.</summary>
    /// <param name="input">Images (N, C, H, W).</param>
    /// <param name="taps">Names of the layers whose outputs are wanted.</param>
    /// <returns>The network's output, and the wanted outputs by layer name.</returns>
    /// <exception cref="GraphException">A tap is no layer of this network.</exception>
    public (Tensor Output, IReadOnlyDictionary<string, Tensor> Taps) Forward(
        Tensor input,
        IReadOnlyCollection<string> taps
    )
    {
        var values = Run(input, Graph.Nodes, new Dictionary<string, int>(_readers), taps);
        return (values[Graph.Output.Name], Tapped(values, taps));
    }

    /// <summary>Computes the outputs of some layers and only what they need, which costs less than the whole network:
    /// for a teacher whose output is known already.</summary>
    /// <param name="input">Images (N, C, H, W).</param>
    /// <param name="taps">Names of the layers whose outputs are wanted.</param>
    /// <exception cref="GraphException">A tap is no layer of this network.</exception>
    public IReadOnlyDictionary<string, Tensor> Features(Tensor input, IReadOnlyCollection<string> taps)
    {
        var needed = new HashSet<string>(taps);
        foreach (var node in Graph.Nodes.Reverse().Where(node => needed.Contains(node.Name)))
        {
            needed.UnionWith(node.Inputs);
        }

        var nodes = Graph.Nodes.Where(node => needed.Contains(node.Name)).ToArray();
        var readers = nodes.SelectMany(static node => node.Inputs).CountBy(static name => name).ToDictionary();
        return Tapped(Run(input, nodes, readers, taps), taps);
    }

    private Dictionary<string, Tensor> Run(
        Tensor input,
        IEnumerable<GraphNode> nodes,
        Dictionary<string, int> left,
        IReadOnlyCollection<string> taps
    )
    {
        foreach (var tap in taps)
        {
            _ = Graph[tap];
        }

        var values = new Dictionary<string, Tensor> { [NetworkGraph.InputName] = input };
        foreach (var node in nodes)
        {
            var inputs = node.Inputs.Select(name => values[name]).ToArray();
            values[node.Name] = node.Layer.Forward(inputs, _states[node.Name]);
            if (_others.Contains(node.Name))
            {
                CheckShape(node, inputs, values[node.Name]);
            }

            Free(node, values, left, taps);
        }

        return values;
    }

    // Where it is not caught here, it ends in an operation of libtorch that says nothing of the layer.
    private static void CheckShape(GraphNode node, Tensor[] inputs, Tensor output)
    {
        if (output is null || output.IsInvalid)
        {
            throw new GraphException(
                $"Layer '{node.Name}' ({node.Layer.Kind}) computed nothing, or a tensor that was disposed. Return a "
                    + $"new tensor from {node.Layer.GetType().FullName}.Forward."
            )
            {
                Layer = node.Layer.GetType(),
            };
        }

        var promised = node.Layer.OutputShape([.. inputs.Select(Shape)]);
        if (output.dim() != 4 || output.shape[0] != inputs[0].shape[0] || Shape(output) != promised)
        {
            throw new GraphException(
                $"Layer '{node.Name}' ({node.Layer.Kind}) computed [{string.Join(", ", output.shape)}] of "
                    + $"{inputs[0].shape[0]} images, but its OutputShape says {promised}. Make Forward and OutputShape "
                    + $"of {node.Layer.GetType().FullName} agree."
            )
            {
                Layer = node.Layer.GetType(),
            };
        }
    }

    private static FeatureShape Shape(Tensor tensor) =>
        new((int)tensor.shape[1], (int)tensor.shape[2], (int)tensor.shape[3]);

    private static Dictionary<string, Tensor> Tapped(
        Dictionary<string, Tensor> values,
        IReadOnlyCollection<string> taps
    ) => taps.Distinct().ToDictionary(static tap => tap, tap => values[tap]);

    // Nobody here needs an intermediate once its last reader has run, and a 256x256 image has a gigabyte of them. What
    // autograd needs for the way back it holds itself.
    private static void Free(
        GraphNode node,
        Dictionary<string, Tensor> values,
        Dictionary<string, int> left,
        IReadOnlyCollection<string> taps
    )
    {
        foreach (var name in node.Inputs)
        {
            // A layer may hand its input through, so that two names have one tensor.
            if (
                --left[name] == 0
                && name != NetworkGraph.InputName
                && !taps.Contains(name)
                && values.Remove(name, out var value)
                && !values.Values.Any(other => ReferenceEquals(other, value))
            )
            {
                value.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        // The base class puts new tensors in the place of those that it moves.
        base._toEpilog(dtype, device, non_blocking);
        foreach (
            var (name, tensor) in named_parameters()
                .Select(static pair => (pair.name, (Tensor)pair.parameter))
                .Concat(named_buffers().Select(static pair => (pair.name, pair.buffer)))
        )
        {
            _tensors[name] = tensor;
        }
    }

    /// <summary>The tensors of one of the network's layers.</summary>
    internal LayerState State(string node) => _states[node];

    /// <summary>A copy of all parameters and buffers on the CPU.</summary>
    public WeightSet CopyWeights()
    {
        using var scope = NewDisposeScope();
        var copy = new WeightSet();
        foreach (var (name, _, _) in Graph.Parameters())
        {
            copy.Add(name, _tensors[name].detach().cpu().clone());
        }

        return copy;
    }

    /// <summary>Overwrites all parameters and buffers in place, so that optimisers keep their handles.</summary>
    /// <exception cref="GraphException">A tensor is missing or has another shape.</exception>
    public void LoadWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        GraphWeights.Check(Graph, weights);
        using var noGrad = no_grad();
        foreach (var (name, tensor) in _tensors)
        {
            tensor.copy_(weights[name]);
        }
    }
}
