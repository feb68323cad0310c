using System.Collections;
using System.Diagnostics.CodeAnalysis;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>A layer alone, with tensors of its own.</summary>
internal sealed class LayerFixture : IForwardMode, IDisposable
{
    /// <summary>The layer's name in its networks.</summary>
    public const string Name = "layer";

    private readonly Rule _rule;
    private readonly Layer _layer;
    private readonly IReadOnlyList<FeatureShape> _inputs;
    private readonly WeightSet _tensors;
    private readonly Recorded _recorded;

    private LayerFixture(Rule rule, Layer layer, IReadOnlyList<FeatureShape> inputs, WeightSet tensors)
    {
        (_rule, _layer, _inputs, _tensors) = (rule, layer, inputs, tensors);
        _recorded = new Recorded(tensors);
        State = new LayerState(_recorded, Name, this);
    }

    public bool Training { get; set; }

    public bool Observing { get; set; }

    public bool Quantizing => true;

    public bool BFloat16 => false;

    /// <summary>What the layer sees of its tensors.</summary>
    public LayerState State { get; }

    /// <summary>Names of the tensors that were read.</summary>
    public IReadOnlySet<string> Read => _recorded.Names;

    /// <summary>The tensors that are trained, by their names.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Trained =>
        _layer
            .Parameters()
            .Where(static parameter => parameter.Role != ParameterRole.Buffer)
            .Select(parameter => KeyValuePair.Create($"'{parameter.Name}'", _tensors[$"{Name}.{parameter.Name}"]));

    /// <summary>Makes the layer's tensors, and lets ranges and running statistics see some images.</summary>
    public static LayerFixture Of(Rule rule, Layer layer, IReadOnlyList<FeatureShape> inputs)
    {
        var tensors = Samples.Weights(
            rule.Run(() => new NetworkGraph(inputs[0].Channels, [Node(layer, inputs.Count)]), "Parameters"),
            seed: 1
        );
        var fixture = new LayerFixture(rule, layer, inputs, tensors);
        foreach (var parameter in layer.Parameters().Where(static parameter => parameter.Role != ParameterRole.Buffer))
        {
            tensors[$"{Name}.{parameter.Name}"].requires_grad_(true);
        }

        using (NewDisposeScope())
        using (no_grad())
        {
            (fixture.Training, fixture.Observing) = (true, true);
            fixture.Forward(fixture.Images(seed: 5));
            (fixture.Training, fixture.Observing) = (false, false);
        }

        return fixture;
    }

    /// <summary>The size of the image in front of some inputs: that of the largest.</summary>
    public static ImageSize Image(IReadOnlyList<FeatureShape> inputs) =>
        new(inputs.Max(static shape => shape.Height), inputs.Max(static shape => shape.Width));

    /// <summary>By what the sides of an image can grow so that its inputs keep their proportions.</summary>
    public static int Step(IReadOnlyList<FeatureShape> inputs) =>
        inputs.Select(shape => Stride(shape, Image(inputs))).Distinct().Aggregate(1, static (all, one) => all * one);

    /// <summary>The layer behind 1x1 convolutions, one for each input, or on the image itself where that will do. With
    /// norms between, and a convolution that reads it, it can be pruned.</summary>
    public static NetworkGraph Network(Layer layer, IReadOnlyList<FeatureShape> inputs, bool normed)
    {
        const int Colors = 3;
        if (!normed && inputs.Count == 1)
        {
            return new NetworkGraph(inputs[0].Channels, [Node(layer, inputs: 1)]);
        }

        var builder = new GraphBuilder(Colors);
        var names = new string[inputs.Count];
        for (var i = 0; i < inputs.Count; i++)
        {
            names[i] = $"input_{i + 1}";
            builder.Add(
                names[i],
                new Conv2d(Colors, inputs[i].Channels, KernelSize: 1, Stride: Stride(inputs[i], Image(inputs))),
                NetworkGraph.InputName
            );
            if (normed)
            {
                builder.Add(names[i] += "_norm", new InstanceNorm2d(inputs[i].Channels, Affine: true));
            }

            // Numbers for whole channels come from a mean, of any image. That of a norm alone would be its shift.
            if (IsPooled(inputs[i]))
            {
                builder.Add(names[i] += "_relu", new Activation(ActivationFunction.Relu));
                builder.Add(names[i] += "_mean", new GlobalAveragePool());
            }
        }

        builder.Add(Name, layer, names);
        return normed
            ? builder.Add("output", new Conv2d(layer.OutputShape(inputs).Channels, 2, KernelSize: 1)).Build()
            : builder.Build();
    }

    /// <summary>Weights for such a network, whose ranges and running statistics have seen some images.</summary>
    public static WeightSet Weights(NetworkGraph graph, ImageSize size, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var fresh = Samples.Weights(graph, seed);
        using var network = new GraphModule(graph, fresh) { Observing = true };
        network.train();
        network.forward(Samples.Images(2, graph.InputChannels, size, seed));
        return network.CopyWeights();
    }

    /// <summary>Multiply-accumulates of a layer whose kernel is laid at every pixel.</summary>
    public static long Products(Layer layer, IReadOnlyList<FeatureShape> inputs, FeatureShape output)
    {
        var places = layer is ConvTranspose2d or IConvolution { OutputAxis: 1 } ? inputs[0] : output;
        return NetworkRules.Kernels(layer).Sum(parameter => parameter.Count * places.Height * places.Width);
    }

    /// <summary>Normal noise.</summary>
    public static Tensor Noise(long[] shape, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return randn(shape, generator: random);
    }

    /// <summary>Two images for each input.</summary>
    public static Tensor[] Images(IReadOnlyList<FeatureShape> shapes, int seed) =>
        [.. shapes.Select((shape, i) => Noise([2, shape.Channels, shape.Height, shape.Width], seed + (100 * i)))];

    /// <inheritdoc cref="Images(IReadOnlyList{FeatureShape}, int)"/>
    public Tensor[] Images(int seed) => Images(_inputs, seed);

    /// <summary>Computes the layer.</summary>
    public Tensor Forward(IReadOnlyList<Tensor> images) => _rule.Run(() => _layer.Forward(images, State), "Forward");

    /// <summary>Sets some channels of what is trained to 0, as pruning does.</summary>
    public void Silence(Random random)
    {
        using var noGrad = no_grad();
        foreach (var parameter in _layer.Parameters())
        {
            var axis = parameter.Axes.ToList().IndexOf(ChannelAxis.Out);
            for (
                var channel = 0;
                parameter.Role != ParameterRole.Buffer && axis >= 0 && channel < parameter.Shape[axis];
                channel++
            )
            {
                if (random.Next(3) == 0)
                {
                    _tensors[$"{Name}.{parameter.Name}"].select(axis, channel).zero_();
                }
            }
        }
    }

    public void Dispose() => _tensors.Dispose();

    private static bool IsPooled(FeatureShape shape) => shape is { Height: 1, Width: 1 };

    // Of a 1x1 convolution that makes an input of this size.
    private static int Stride(FeatureShape shape, ImageSize image)
    {
        if (IsPooled(shape))
        {
            return 1;
        }

        static int Strided(int side, int stride) => ((side - 1) / stride) + 1;
        var stride = Enumerable
            .Range(1, Math.Max(image.Height, image.Width))
            .FirstOrDefault(stride =>
                Strided(image.Height, stride) == shape.Height && Strided(image.Width, stride) == shape.Width
            );
        return stride > 0
            ? stride
            : throw new ConformanceException(
                $"Inputs: no stride makes {shape.Size} of {image}, the size of the largest input. Choose sizes that "
                    + $"are the largest's divided by a whole number, such as 8x12 and 4x6, or 1x1."
            );
    }

    private static GraphNode Node(Layer layer, int inputs) =>
        new(Name, layer, [.. Enumerable.Repeat(NetworkGraph.InputName, inputs)]);

    /// <summary>Tensors that remember which of them were asked for.</summary>
    private sealed class Recorded(WeightSet tensors) : IReadOnlyDictionary<string, Tensor>
    {
        public HashSet<string> Names { get; } = [];

        public int Count => tensors.Count;

        public IEnumerable<string> Keys => tensors.Keys;

        public IEnumerable<Tensor> Values => tensors.Values;

        public Tensor this[string key]
        {
            get
            {
                Names.Add(key[(Name.Length + 1)..]);
                return tensors[key];
            }
        }

        public bool ContainsKey(string key) => tensors.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) =>
            tensors.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => tensors.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
