using System.Runtime.CompilerServices;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a kind of layer: its five answers (forward, shape, cost, channels, ONNX) agree with one another.</summary>
/// <typeparam name="TModule">The plugin's module, which registers the kind.</typeparam>
/// <example>
/// <code>
/// public sealed class SoftplusTests : LayerConformance&lt;SoftplusModule&gt;
/// {
///     protected override IReadOnlyList&lt;Layer&gt; Layers =&gt; [new Softplus(Beta: 1), new Softplus(Beta: 20)];
/// }
/// </code>
/// </example>
public abstract class LayerConformance<TModule> : IDisposable
    where TModule : Autofac.Module, new()
{
    private PartBench? _bench;

    /// <summary>Layers of the kind, one for each way in which it can be set. Each takes <see cref="Inputs"/>.</summary>
    protected abstract IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shapes of the inputs, all of one height and width.</summary>
    protected virtual IReadOnlyList<FeatureShape> Inputs => [new FeatureShape(4, 8, 10)];

    /// <summary>
    /// The multiply-accumulates for one image, counted in another way than by the layer itself. By default every element of a
    /// kernel is used once at each pixel of the output, and a layer without a kernel costs nothing.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The real shapes of its inputs.</param>
    /// <param name="output">The real shape of its output.</param>
    protected virtual long ExpectedMacs(Layer layer, IReadOnlyList<FeatureShape> inputs, FeatureShape output) =>
        LayerBench.Products(layer, inputs, output);

    /// <summary><c>graph.json</c> can hold it: the kind is registered, and the layer that is read equals the one that was written.</summary>
    [Fact]
    public void It_survives_graph_json() => Each((rule, layer) =>
    {
        _bench ??= new PartBench([new TModule()], []);
        var kinds = _bench.Catalog.LayerKinds;
        rule.Require(
            kinds.Any(kind => kind.Name == layer.Kind && kind.Type == layer.GetType()),
            $"no kind '{layer.Kind}' is registered for {layer.GetType().FullName}.",
            $"Call builder.RegisterLayerKind<{layer.GetType().Name}>(\"{layer.Kind}\") in {typeof(TModule).FullName}.");
        var graph = LayerBench.Network(layer, Inputs, normed: false);
        NetworkRules.SurvivesItsFile(rule, graph, kinds);
        var read = GraphJson.Read(GraphJson.Write(graph), kinds)[LayerBench.Name].Layer;
        rule.Require(
            read.Equals(layer),
            $"{layer} was written, and {read} was read.",
            "Let the parameters of the record's constructor be all that the layer is. A list in it needs a value equality of its own.");
    });

    /// <summary>What OutputShape says is what Forward makes, for other image sizes and channel counts, too, unless it refuses them.</summary>
    [Fact]
    public void Its_output_has_the_shape_that_it_foretells() => Each((rule, layer) =>
    {
        foreach (var (channels, height, width) in new[] { (0, 0, 0), (0, 3, 1), (0, 1, 6), (1, 0, 0) })
        {
            using var scope = NewDisposeScope();
            FeatureShape[] shapes = [.. Inputs.Select(shape => new FeatureShape(shape.Channels + channels, shape.Height + height, shape.Width + width))];
            FeatureShape foretold;
            try
            {
                foretold = layer.OutputShape(shapes);
            }
            catch (GraphException) when ((channels, height, width) != (0, 0, 0))
            {
                continue;
            }

            using var bench = LayerBench.Of(rule, layer, Inputs);
            var real = rule.Run(() => bench.Forward(LayerBench.Images(shapes, seed: 2)), $"Forward of {string.Join(" and ", shapes)}, which OutputShape does not refuse,").shape;
            rule.Require(
                real.Length == 4 && real.AsSpan(1).SequenceEqual([foretold.Channels, foretold.Height, foretold.Width]),
                $"for {string.Join(" and ", shapes)} it foretells {foretold}, and makes [{string.Join(", ", real[1..])}].",
                "Correct OutputShape, and let it throw a GraphException for inputs that Forward does not take.");
        }
    });

    /// <summary>It reads the tensors that it names and no others, and their axes are those of its channels.</summary>
    [Fact]
    public void It_owns_the_tensors_that_it_reads() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        var parameters = layer.Parameters();
        var output = layer.OutputShape(Inputs);
        foreach (var parameter in parameters)
        {
            rule.Require(
                parameter.Axes.Count == parameter.Shape.Count && parameter.Shape.All(static side => side > 0),
                $"'{parameter.Name}' has {parameter.Shape.Count} axes, of which {parameter.Axes.Count} are named.", "Name the channels of each axis: In, Out or None.");
            foreach (var (axis, size) in parameter.Axes.Zip(parameter.Shape))
            {
                var expected = axis == ChannelAxis.Out ? output.Channels : axis == ChannelAxis.In ? Inputs[0].Channels : size;
                rule.Require(
                    size == expected,
                    $"an axis of '{parameter.Name}' that runs over the {(axis == ChannelAxis.Out ? "output" : "input")} channels has {size} elements; there are {expected} channels.",
                    "Pruning slices these axes: call an axis In or Out only if it has an element for each channel.");
            }
        }

        rule.Require(
            parameters.Select(static parameter => parameter.Name).Distinct().Count() == parameters.Count, "two of its tensors have one name.", "Give each a name of its own.");
        bench.Forward(bench.Images(seed: 2));
        bench.Training = true;
        bench.Forward(bench.Images(seed: 3));
        string[] unread = [.. parameters.Select(static parameter => parameter.Name).Except(bench.Read)];
        rule.Require(unread.Length == 0, $"Forward never reads {Tensors.List(unread)}.", "Name only what Forward uses with state[\"name\"]: it is trained, stored and counted.");
    });

    /// <summary>Gradients reach its inputs and everything that it trains.</summary>
    [Fact]
    public void Its_output_can_be_differentiated() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        bench.Training = true;
        Tensor[] images = [.. bench.Images(seed: 2).Select(static image => image.requires_grad_(true))];
        var output = bench.Forward(images);
        rule.Require(output.requires_grad, "the output has no gradient.", "Use operations that can be differentiated; StraightThrough gives a step function the gradient of the identity.");
        rule.Run(() => (output * LayerBench.Noise(output.shape, seed: 4)).sum().backward(), "differentiating it");
        foreach (var (name, tensor) in bench.Trained.Concat(images.Select(static (image, i) => KeyValuePair.Create($"input {i + 1}", image))))
        {
            rule.Require(
                Tensors.Gradient(tensor) is { } gradient && Tensors.AreFinite(gradient) && Tensors.Largest(gradient) > 0,
                $"the gradient with respect to {name} is missing, 0, NaN or infinite.",
                "Let the output depend on it by operations that can be differentiated, and give state that is not trained the role Buffer.");
        }
    });

    /// <summary>In use, each image is computed as if it were alone.</summary>
    [Fact]
    public void Each_image_is_computed_on_its_own() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        var images = bench.Images(seed: 2);
        var difference = Tensors.Difference(bench.Forward(images).narrow(0, 0, 1), bench.Forward([.. images.Select(static image => image.narrow(0, 0, 1))]));
        rule.Require(
            difference <= 1e-4, $"an image alone and in a batch give outputs that differ by {difference:G3}.", "Do not mix images of a batch when state.Training is false.");
    });

    /// <summary>Its multiply-accumulates are those that are counted in another way, and the papers' rule gives no fewer.</summary>
    [Fact]
    public void It_costs_what_it_multiplies() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        var real = bench.Forward(bench.Images(seed: 2)).shape;
        var output = new FeatureShape((int)real[1], (int)real[2], (int)real[3]);
        var cost = rule.Run(() => layer.Cost(Inputs, output), "Cost");
        var expected = ExpectedMacs(layer, Inputs, output);
        rule.Require(
            cost.Macs == expected,
            $"for {string.Join(" and ", Inputs)} it says {cost.Macs} multiply-accumulates, and {expected} are counted.",
            "Count one image; norms, biases and activations count nothing. A layer with another kind of product overrides ExpectedMacs in its test.");
        rule.Require(
            cost.ReferenceMacs >= cost.Macs, $"the papers' rule gives {cost.ReferenceMacs}, fewer than {cost.Macs}.", "Count as in Macs, and transposed convolutions at their output size.");
    });

    /// <summary>An output channel depends on no input channel but those that its label says, unless the layer mixes channels.</summary>
    [Fact]
    public void Its_channels_pass_as_it_says() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        var tracker = new ChannelTracker();
        var inputs = Inputs.Select(shape => tracker.Fresh(shape.Channels)).ToArray();
        var outputs = rule.Run(() => layer.Channels(inputs, tracker), "Channels");
        rule.Require(
            outputs.Length == layer.OutputShape(Inputs).Channels, $"it gives {outputs.Length} labels to {layer.OutputShape(Inputs).Channels} output channels.", "Return a label for each output channel.");
        var known = inputs.SelectMany(static labels => labels).Select(tracker.Root).ToHashSet();
        var images = bench.Images(seed: 2);
        var before = bench.Forward(images);
        for (var input = 0; input < images.Length; input++)
        {
            for (var channel = 0; channel < inputs[input].Length; channel++)
            {
                using var inner = NewDisposeScope();
                Tensor[] other = [.. images];
                other[input] = images[input].clone();
                other[input].select(1, channel).copy_(LayerBench.Noise(other[input].select(1, channel).shape, seed: 9));
                var changed = (bench.Forward(other) - before).abs().amax([0, 2, 3]);
                for (var output = 0; output < outputs.Length; output++)
                {
                    var (from, to) = (tracker.Root(inputs[input][channel]), tracker.Root(outputs[output]));
                    rule.Require(
                        changed[output].item<float>() == 0 || from == to || (layer.MixesChannels && !known.Contains(to)),
                        $"output channel {output} changes with channel {channel} of input {input + 1}, {(known.Contains(to) ? "but bears the label of another one" : "but MixesChannels is false")}.",
                        "A layer that mixes channels overrides MixesChannels with true and returns tracker.Fresh(…); one that joins channels ties their labels; others return the input's labels.");
                }
            }
        }
    });

    /// <summary>Where it says that a channel is constant, the channel has that value at every pixel of every image.</summary>
    [Fact]
    public void Its_constants_are_constant() => Each((rule, layer) =>
    {
        foreach (var (seed, value) in new[] { (1, 0.0), (2, 0.0), (3, 0.75), (4, -0.5) })
        {
            using var scope = NewDisposeScope();
            using var bench = LayerBench.Of(rule, layer, Inputs);
            bench.Silence(new Random(seed));
            double[][] constants = [.. Inputs.Select(shape =>
                Enumerable.Range(0, shape.Channels).Select(channel => (channel + seed) % 3 == 0 ? double.NaN : value).ToArray())];
            var images = bench.Images(seed);
            foreach (var (image, known) in images.Zip(constants))
            {
                foreach (var (channel, constant) in known.Index().Where(static entry => !double.IsNaN(entry.Item)))
                {
                    image.select(1, channel).fill_(constant);
                }
            }

            var output = bench.Forward(images);
            var foretold = rule.Run(() => layer.Constants(constants, (int)output.shape[1], bench.State), "Constants");
            rule.Require(foretold.Length == output.shape[1], $"it gives {foretold.Length} constants for {output.shape[1]} output channels.", "Return a number, or NaN, for each output channel.");
            foreach (var (channel, constant) in foretold.Index().Where(static entry => !double.IsNaN(entry.Item)))
            {
                var difference = Tensors.Largest(output.select(1, channel) - constant);
                rule.Require(
                    difference <= 1e-4 * Math.Max(1, Math.Abs(constant)),
                    $"it says that output channel {channel} is {constant:G5} at every pixel when input channels are {value}, but it differs by {difference:G3}.",
                    "Return NaN for a channel that is not constant everywhere (think of the borders), and the very value for one that is. The default, all NaN, is always right.");
            }
        }
    });

    /// <summary>Between two convolutions of which channels are silenced, it is pruned so that nothing changes.</summary>
    [Fact]
    public void It_is_pruned_exactly() => Each((rule, layer) =>
    {
        var graph = LayerBench.Network(layer, Inputs, normed: true);
        var map = rule.Run(() => ChannelMap.Of(graph), "looking for its channels");
        var size = new ImageSize(Inputs[0].Height, Inputs[0].Width);
        for (var seed = 1; seed <= 4; seed++)
        {
            using var scope = NewDisposeScope();
            using var weights = LayerBench.Weights(graph, size, seed);
            var random = new Random(seed);
            HashSet<int> keep = [.. graph.Nodes.SelectMany(node => map.GroupsOf(node.Name)).Distinct().Where(_ => random.Next(2) == 0)];
            GraphPruning.Mask(map, weights, keep);
            var pruned = rule.Run(() => GraphPruning.Prune(graph, weights), "pruning a network with it");
            using var compact = pruned.Weights;
            var images = Samples.Images(2, graph.InputChannels, size, seed);
            var masked = Tensors.Output(graph, weights, images, ScalarType.Float64);
            var difference = Tensors.Difference(
                masked, rule.Run(() => Tensors.Output(pruned.Graph, compact, images, ScalarType.Float64), "computing with the pruned network"));
            rule.Require(
                difference <= 1e-6 * Math.Max(1, Tensors.Largest(masked)),
                $"with {GraphCost.Of(pruned.Graph, size.Height, size.Width).Parameters} of {GraphCost.Of(graph, size.Height, size.Width).Parameters} parameters left, a network with it differs by {difference:G3} from the masked one.",
                "Look at WithChannels, at the axes of its parameters, and at Constants: a channel is only silent where the layer makes 0 of it.");
        }
    });

    /// <summary>Its ONNX nodes compute in ONNX Runtime what Forward computes.</summary>
    [Fact]
    public void Its_onnx_nodes_compute_its_forward_pass() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        var graph = LayerBench.Network(layer, Inputs, normed: false);
        var size = new ImageSize(Inputs[0].Height, Inputs[0].Width);
        using var weights = LayerBench.Weights(graph, size, seed: 1);
        using var file = OnnxRules.Open(rule, graph, weights);
        OnnxRules.Same(rule, file, graph, weights, Samples.Images(2, graph.InputChannels, size, seed: 2));
        OnnxRules.Same(rule, file, graph, weights, Samples.Images(1, graph.InputChannels, new ImageSize(size.Height + 4, size.Width + 2), seed: 3));
    });

    /// <summary>Computing leaves no tensors behind.</summary>
    [Fact]
    public void Its_passes_leave_no_tensor_behind() => Each((rule, layer) =>
    {
        using var scope = NewDisposeScope();
        using var bench = LayerBench.Of(rule, layer, Inputs);
        bench.Training = true;
        var images = bench.Images(seed: 2);
        Tensors.LeaveNone(rule, _ => Tensors.Backward(bench.Forward([.. images.Select(static image => image.clone().requires_grad_(true))]).sum()), "a forward and a backward pass");
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the test made.</summary>
    /// <param name="disposing">True unless called by a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bench?.Dispose();
            _bench = null;
        }
    }

    private void Each(Action<Rule, Layer> check, [CallerMemberName] string fact = "")
    {
        Native.Load();
        foreach (var layer in Layers)
        {
            check(new Rule($"the layer {layer}", fact), layer);
        }
    }
}
