using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>What holds for every network, generator or discriminator.</summary>
internal static class NetworkRules
{
    /// <summary>No two tensors of the network have one name.</summary>
    public static void NamesAreUnique(Rule rule, NetworkGraph graph)
    {
        string[] twice =
        [
            .. graph
                .Parameters()
                .GroupBy(static entry => entry.Name)
                .Where(static group => group.Count() > 1)
                .Select(static group => group.Key),
        ];
        rule.Require(
            twice.Length == 0,
            $"two tensors are called {Tensors.List(twice)}.",
            "Give every layer a name of its own, and every tensor of a layer."
        );
    }

    /// <summary>Reading what was written gives the same network.</summary>
    public static void SurvivesItsFile(Rule rule, NetworkGraph graph, IEnumerable<LayerKind> kinds)
    {
        try
        {
            GraphJson.CheckKinds(graph, kinds);
        }
        catch (UnknownLayerException fault)
        {
            throw rule.Broken(fault.Message, "Register each layer kind of the plugin in its module.");
        }

        var text = rule.Run(() => GraphJson.Write(graph), "writing graph.json");
        var read = rule.Run(() => GraphJson.Read(text, kinds), "reading graph.json");
        rule.Require(
            GraphJson.Write(read) == text,
            "what is read from graph.json is written otherwise.",
            "Let a layer's public properties be its constructor's parameters, and register its kind with "
                + "builder.RegisterLayerKind."
        );
    }

    /// <summary>The shapes of all layers, which fit one another.</summary>
    public static IReadOnlyDictionary<string, FeatureShape> Shapes(Rule rule, NetworkGraph graph, ImageSize size)
    {
        try
        {
            return graph.Shapes(size);
        }
        catch (GraphException) when (GraphFit.Fault(graph) is { } fault)
        {
            throw rule.Broken(fault, "Make the layers fit one another where the graph is built.");
        }
        catch (GraphException fault)
        {
            throw rule.Broken(
                $"it does not take images of {size}: {fault.Message}",
                "Say by ImageSize and ImageSizes which it takes, or fix its layers."
            );
        }
    }

    /// <summary>A forward pass makes finite values. That they have the shapes of the graph tests <see
    /// cref="GraphModule"/> itself.</summary>
    public static void ShapesAreReal(Rule rule, NetworkGraph graph, WeightSet weights, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = new GraphModule(graph, weights);
        network.eval();
        string[] names = [.. graph.Nodes.Select(static node => node.Name)];
        var size = new ImageSize((int)images.shape[2], (int)images.shape[3]);
        _ = Shapes(rule, graph, size);
        var outputs = rule.Run(() => network.Forward(images, names).Taps, $"its forward pass at {size}");
        foreach (var name in names)
        {
            rule.Require(
                Tensors.AreFinite(outputs[name]),
                $"the layer '{name}' makes NaN or infinite values of finite ones.",
                "Look at its Forward."
            );
        }
    }

    /// <summary>A few steps bring the outputs nearer to a target, and every parameter has a part in that.</summary>
    public static void Trains(Rule rule, NetworkGraph graph, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var weights = Samples.Weights(graph, seed: 1);
        using var network = new GraphModule(graph, weights);
        network.train();
        Tensor? target = null;
        var parameters = network.Trained().ToArray();
        // A step of Adam is as long for each of many weights as for a few: short enough that wide networks do not leap
        // over the target.
        using var optimizer = optim.Adam(parameters.Select(static entry => entry.Parameter), lr: 1e-4);
        var (first, last) = (0.0, 0.0);
        const int Steps = 8;
        for (var step = 0; step <= Steps; step++)
        {
            using var inner = NewDisposeScope();
            var output = rule.Run(() => network.forward(images), "its forward pass in training");
            target ??= Samples
                .Targets(
                    (int)images.shape[0],
                    new FeatureShape((int)output.shape[1], (int)output.shape[2], (int)output.shape[3]),
                    seed: 2
                )
                .MoveToOuterDisposeScope();
            var loss = (output - target).square().mean();
            last = loss.item<float>();
            first = step == 0 ? last : first;
            optimizer.zero_grad();
            rule.Run(() => loss.backward(), "its backward pass");
            if (step == 0)
            {
                Require(
                    parameters,
                    static gradient => gradient is not null,
                    "get no gradient",
                    "Use every parameter that the layer names, with operations that can be differentiated."
                );
                Require(
                    parameters,
                    static gradient => Tensors.AreFinite(gradient!),
                    "get a gradient that is NaN or infinite",
                    "Look for roots and divisions at 0."
                );
                var kernels = graph
                    .Parameters()
                    .Where(static entry => entry.Parameter.Role == ParameterRole.Weight)
                    .Select(static entry => entry.Name)
                    .ToHashSet();
                Require(
                    parameters.Where(entry => kernels.Contains(entry.Name)),
                    static gradient => Tensors.Largest(gradient!) > 0,
                    "get a gradient of 0",
                    "Let every kernel have an influence on the output."
                );
            }

            optimizer.step();
        }

        rule.Require(
            double.IsFinite(last) && last < first,
            $"{Steps} steps of Adam took the squared distance to a target from {first:G5} to {last:G5}.",
            "Look for a layer whose Forward is cut off from its input or its parameters."
        );

        void Require(
            IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> of,
            Func<Tensor?, bool> holds,
            string what,
            string fix
        )
        {
            string[] bad =
            [
                .. of.Where(entry => !holds(Tensors.Gradient(entry.Parameter))).Select(static entry => entry.Name),
            ];
            rule.Require(bad.Length == 0, $"{Tensors.List(bad)} {what}.", fix);
        }
    }

    /// <summary>Each image is computed as if it were alone.</summary>
    public static void ImagesAreIndependent(Rule rule, NetworkGraph graph, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var weights = Samples.Weights(graph, seed: 1);
        var together = Tensors.Output(graph, weights, images, ScalarType.Float64);
        var alone = Tensors.Output(graph, weights, images.narrow(0, 0, 1), ScalarType.Float64);
        var difference = Tensors.Difference(together.narrow(0, 0, 1), alone);
        rule.Require(
            difference <= 1e-8 * Math.Max(1, Tensors.Largest(alone)),
            $"an image alone and in a batch give outputs that differ by {difference:G3}.",
            "Let no layer mix images of a batch when the network is in use (state.Training is false)."
        );
    }

    /// <summary>What a layer lays at every pixel: kernels that are trained, and filters that are stored.</summary>
    public static LayerParameter[] Kernels(Layer layer) =>
        [
            .. layer
                .Parameters()
                .Where(static parameter =>
                    parameter.Role == ParameterRole.Weight
                    || parameter is { Role: ParameterRole.Buffer, Shape.Count: 4 }
                ),
        ];

    /// <summary>The multiply-accumulates of a kernel's layer, from the shapes of real tensors: each element of the
    /// kernel is used once at every place where the kernel is laid.</summary>
    public static long? Products(Layer layer, Tensor kernel, Tensor input, Tensor output) =>
        layer switch
        {
            ConvTranspose2d or IConvolution { OutputAxis: 1 } => kernel.numel() * input.shape[2] * input.shape[3],
            IConvolution => kernel.numel() * output.shape[2] * output.shape[3],
            _ => null,
        };
}
