using System.Runtime.CompilerServices;
using GsFramework.Graph;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a kind of layer: its five answers (forward, shape, cost, channels, ONNX) agree with one
/// another.</summary>
/// <typeparam name="TModule">The plugin's module, which registers the kind.</typeparam>
/// <example>
/// <code>
/// public sealed class SoftplusTests : LayerConformance&lt;SoftplusModule&gt;
/// {
///     protected override IReadOnlyList&lt;Layer&gt; Layers =&gt; [new Softplus(Beta: 1), new Softplus(Beta: 20)];
/// }
/// </code>
/// </example>
public abstract partial class LayerConformance<TModule> : IDisposable
    where TModule : Autofac.Module, new()
{
    private PartFixture? _fixture;

    /// <summary>Layers of the kind, one for each way in which it can be set. Each takes <see cref="Inputs"/>.</summary>
    protected abstract IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shapes of the inputs. Heights and widths may differ, as of a layer that joins a map and one of half
    /// its size: each is then the largest's divided by a whole number, or 1.</summary>
    protected virtual IReadOnlyList<FeatureShape> Inputs => [new FeatureShape(4, 8, 10)];

    /// <summary>
    /// The multiply-accumulates for one image, counted in another way than by the layer itself. By default every
    /// element of a kernel is used once at each pixel of the output, and a layer without a kernel costs nothing.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The real shapes of its inputs.</param>
    /// <param name="output">The real shape of its output.</param>
    protected virtual long ExpectedMacs(Layer layer, IReadOnlyList<FeatureShape> inputs, FeatureShape output) =>
        LayerFixture.Products(layer, inputs, output);

    /// <summary><c>graph.json</c> can hold it: the kind is registered, and the layer that is read equals the one that
    /// was written.</summary>
    [Fact]
    public void It_survives_graph_json() =>
        Every(
            (rule, layer) =>
            {
                _fixture ??= new PartFixture([new TModule()], []);
                var kinds = _fixture.Catalog.LayerKinds;
                rule.Require(
                    kinds.Any(kind => kind.Type == layer.GetType()),
                    $"{layer.GetType().FullName} is registered as no kind of layer.",
                    $"Call builder.RegisterLayerKind<{layer.GetType().Name}>() in {typeof(TModule).FullName}."
                );
                var graph = LayerFixture.Network(layer, Inputs, normed: false);
                NetworkRules.SurvivesItsFile(rule, graph, kinds);
                var read = GraphJson.Read(GraphJson.Write(graph), kinds)[LayerFixture.Name].Layer;
                rule.Require(
                    read.Equals(layer),
                    $"{layer} was written, and {read} was read.",
                    "Let the parameters of the record's constructor be all that the layer is. A list in it needs a "
                        + "value equality of its own."
                );
            }
        );

    /// <summary>What OutputShape says is what Forward makes, for other image sizes and channel counts, too, unless it
    /// refuses them.</summary>
    [Fact]
    public void Its_output_has_the_shape_that_it_foretells() => Each(static (_, _) => { });

    /// <summary>It reads the tensors that it names and no others, and their axes are those of its channels.</summary>
    [Fact]
    public void It_owns_the_tensors_that_it_reads() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                var parameters = layer.Parameters();
                var output = layer.OutputShape(Inputs);
                foreach (var parameter in parameters)
                {
                    rule.Require(
                        parameter.Axes.Count == parameter.Shape.Count && parameter.Shape.All(static side => side > 0),
                        $"'{parameter.Name}' has {parameter.Shape.Count} axes, of which {parameter.Axes.Count} are "
                            + $"named.",
                        "Name the channels of each axis: In, Out or None."
                    );
                    foreach (var (axis, size) in parameter.Axes.Zip(parameter.Shape))
                    {
                        var expected =
                            axis == ChannelAxis.Out ? output.Channels
                            : axis == ChannelAxis.In ? Inputs[0].Channels
                            : size;
                        rule.Require(
                            size == expected,
                            $"an axis of '{parameter.Name}' that runs over the "
                                + $"{(axis == ChannelAxis.Out ? "output" : "input")} channels has {size} elements; "
                                + $"there are {expected} channels.",
                            "Pruning slices these axes: call an axis In or Out only if it has an element for each "
                                + "channel."
                        );
                    }
                }

                rule.Require(
                    parameters.Select(static parameter => parameter.Name).Distinct().Count() == parameters.Count,
                    "two of its tensors have one name.",
                    "Give each a name of its own."
                );
                fixture.Forward(fixture.Images(seed: 2));
                fixture.Training = true;
                fixture.Forward(fixture.Images(seed: 3));
                string[] unread = [.. parameters.Select(static parameter => parameter.Name).Except(fixture.Read)];
                rule.Require(
                    unread.Length == 0,
                    $"Forward never reads {Tensors.List(unread)}.",
                    "Name only what Forward uses with state[\"name\"]: it is trained, stored and counted."
                );
            }
        );

    /// <summary>Gradients reach its inputs and everything that it trains.</summary>
    [Fact]
    public void Its_output_can_be_differentiated() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                fixture.Training = true;
                Tensor[] images = [.. fixture.Images(seed: 2).Select(static image => image.requires_grad_(true))];
                var output = fixture.Forward(images);
                if (!images.Index().Any(entry => layer.ReadsValues(entry.Index)) && !fixture.Trained.Any())
                {
                    return;
                }

                rule.Require(
                    output.requires_grad,
                    "the output has no gradient.",
                    "Use operations that can be differentiated; StraightThrough gives a step function the gradient "
                        + "of the identity."
                );
                rule.Run(
                    () => (output * LayerFixture.Noise(output.shape, seed: 4)).sum().backward(),
                    "differentiating it"
                );
                foreach (
                    var (name, tensor) in fixture.Trained.Concat(
                        images
                            .Index()
                            .Where(entry => layer.ReadsValues(entry.Index))
                            .Select(static entry => KeyValuePair.Create($"input {entry.Index + 1}", entry.Item))
                    )
                )
                {
                    rule.Require(
                        Tensors.Gradient(tensor) is { } gradient
                            && Tensors.AreFinite(gradient)
                            && Tensors.Largest(gradient) > 0,
                        $"the gradient with respect to {name} is missing, 0, NaN or infinite.",
                        "Let the output depend on it by operations that can be differentiated, and give state that "
                            + "is not trained the role Buffer."
                    );
                }
            }
        );

    /// <summary>In use, each image is computed as if it were alone.</summary>
    [Fact]
    public void Each_image_is_computed_on_its_own() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                var images = fixture.Images(seed: 2);
                var difference = Tensors.Difference(
                    fixture.Forward(images).narrow(0, 0, 1),
                    fixture.Forward([.. images.Select(static image => image.narrow(0, 0, 1))])
                );
                rule.Require(
                    difference <= 1e-4,
                    $"an image alone and in a batch give outputs that differ by {difference:G3}.",
                    "Do not mix images of a batch when state.Training is false."
                );
            }
        );

    /// <summary>In training, too, each image is computed as if it were alone and a pass changes nothing of the layer,
    /// unless it says that it mixes images.</summary>
    [Fact]
    public void It_says_whether_it_mixes_images() =>
        Each(
            (rule, layer) =>
            {
                if (layer.MixesImages)
                {
                    return;
                }

                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                fixture.Training = true;
                fixture.Observing = true;
                var images = fixture.Images(seed: 2);
                var first = fixture.Forward([.. images.Select(static image => image.narrow(0, 0, 1))]);
                var difference = Tensors.Difference(fixture.Forward(images).narrow(0, 0, 1), first);
                rule.Require(
                    difference <= 1e-4,
                    $"in training an image gives outputs that differ by {difference:G3}: before other images, and in a "
                        + "batch with them.",
                    "Override MixesImages with true: the discriminator is then given real and made images in passes "
                        + "of their own."
                );
            }
        );

    /// <summary>Its multiply-accumulates are those that are counted in another way, and the papers' rule gives no
    /// fewer.</summary>
    [Fact]
    public void It_costs_what_it_multiplies() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                var real = fixture.Forward(fixture.Images(seed: 2)).shape;
                var output = new FeatureShape((int)real[1], (int)real[2], (int)real[3]);
                var cost = rule.Run(() => layer.Cost(Inputs, output), "Cost");
                var expected = ExpectedMacs(layer, Inputs, output);
                rule.Require(
                    cost.Macs == expected,
                    $"for {string.Join(" and ", Inputs)} it says {cost.Macs} multiply-accumulates, and {expected} "
                        + $"are counted.",
                    "Count one image; norms, biases and activations count nothing. A layer with another kind of "
                        + "product overrides ExpectedMacs in its test."
                );
                rule.Require(
                    cost.ReferenceMacs >= cost.Macs,
                    $"the papers' rule gives {cost.ReferenceMacs}, fewer than {cost.Macs}.",
                    "Count as in Macs, and transposed convolutions at their output size."
                );
            }
        );

    /// <summary>Its ONNX nodes compute in ONNX Runtime what Forward computes.</summary>
    [Fact]
    public void Its_onnx_nodes_compute_its_forward_pass() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                var graph = LayerFixture.Network(layer, Inputs, normed: false);
                var (size, step) = (LayerFixture.Image(Inputs), LayerFixture.Step(Inputs));
                using var weights = LayerFixture.Weights(graph, size, seed: 1);
                using var file = OnnxRules.Open(rule, graph, weights);
                OnnxRules.Same(rule, file, graph, weights, Samples.Images(2, graph.InputChannels, size, seed: 2));
                OnnxRules.Same(
                    rule,
                    file,
                    graph,
                    weights,
                    Samples.Images(
                        1,
                        graph.InputChannels,
                        new ImageSize(size.Height + (4 * step), size.Width + (2 * step)),
                        seed: 3
                    )
                );
            }
        );

    /// <summary>A large image can be computed in bands of rows: what the layer says that it reads (Reach) is enough,
    /// and a layer that is told the moments of the whole image (IMomentLayer) computes with them what it computes with
    /// the image. A layer that says nothing is given the whole, and passes.</summary>
    [Fact]
    public void Bands_of_rows_give_what_the_whole_image_gives() =>
        Each(
            (rule, layer) =>
            {
                var graph = LayerFixture.Network(layer, Inputs, normed: false);
                var (size, step) = (LayerFixture.Image(Inputs), LayerFixture.Step(Inputs));
                using var weights = LayerFixture.Weights(graph, size, seed: 1);
                using var network = new GraphModule(graph, weights);
                network.eval();
                foreach (var more in new[] { 0, 1, 7, 24 })
                {
                    BandRules.Same(rule, network, size with { Height = size.Height + (more * step) });
                }
            }
        );

    /// <summary>Computing leaves no tensors behind.</summary>
    [Fact]
    public void Its_passes_leave_no_tensor_behind() =>
        Each(
            (rule, layer) =>
            {
                using var scope = NewDisposeScope();
                using var fixture = LayerFixture.Of(rule, layer, Inputs);
                fixture.Training = true;
                var images = fixture.Images(seed: 2);
                Tensors.LeaveNone(
                    rule,
                    _ =>
                        Tensors.Backward(
                            fixture
                                .Forward([.. images.Select(static image => image.clone().requires_grad_(true))])
                                .sum()
                        ),
                    "a forward and a backward pass"
                );
            }
        );

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
            _fixture?.Dispose();
            _fixture = null;
        }
    }

    private void Each(Action<Rule, Layer> check, [CallerMemberName] string fact = "")
    {
        Native.Load();
        Prerequisites.Require(
            new Rule("the layers", fact),
            (GetType(), string.Join(", ", Layers)),
            nameof(Its_output_has_the_shape_that_it_foretells),
            _ => Every(CheckShape, nameof(Its_output_has_the_shape_that_it_foretells))
        );
        Every(check, fact);
    }

    private void Every(Action<Rule, Layer> check, [CallerMemberName] string fact = "")
    {
        Native.Load();
        foreach (var layer in Layers)
        {
            check(new Rule($"the layer {layer}", fact), layer);
        }
    }

    private void CheckShape(Rule rule, Layer layer)
    {
        var others = new Func<FeatureShape, FeatureShape>[]
        {
            static shape => shape,
            static shape => shape with { Height = shape.Height + 3, Width = shape.Width + 1 },
            static shape => shape with { Height = shape.Height + 1, Width = shape.Width + 6 },
            static shape => shape with { Height = 2 * shape.Height, Width = 3 * shape.Width },
            static shape => shape with { Channels = shape.Channels + 1 },
        };
        foreach (var (i, other) in others.Index())
        {
            using var scope = NewDisposeScope();
            FeatureShape[] shapes = [.. Inputs.Select(other)];
            FeatureShape foretold;
            try
            {
                foretold =
                    i == 0 ? rule.Run(() => layer.OutputShape(shapes), "OutputShape") : layer.OutputShape(shapes);
            }
            catch (GraphException) when (i > 0)
            {
                continue;
            }

            using var fixture = LayerFixture.Of(rule, layer, Inputs);
            var real = rule.Run(
                () => fixture.Forward(LayerFixture.Images(shapes, seed: 2)),
                $"Forward of {string.Join(" and ", shapes)}, which OutputShape does not refuse,"
            ).shape;
            rule.Require(
                real.Length == 4 && real.AsSpan(1).SequenceEqual([foretold.Channels, foretold.Height, foretold.Width]),
                $"for {string.Join(" and ", shapes)} it foretells {foretold}, and makes "
                    + $"[{string.Join(", ", real[1..])}].",
                "Correct OutputShape, and let it throw a GraphException for inputs that Forward does not take."
            );
        }
    }
}
