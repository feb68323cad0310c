using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a generator, or a classifier, that is to be compressed.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
/// <example>
/// <code>
/// public sealed class UNetTests : GeneratorConformance&lt;UNetModule&gt;
/// {
///     protected override string Key =&gt; "unet";
///
///     protected override string Options =&gt; """{ "width": 4, "levels": 2 }""";
/// }
/// </code>
/// </example>
public abstract partial class GeneratorConformance<TModule> : PartConformance<TModule, IGeneratorFactory>
    where TModule : Autofac.Module, new()
{
    /// <summary>The sizes of images that the generator must take; by default <c>ImageSize</c> and one that is not
    /// square.</summary>
    protected virtual IReadOnlyList<ImageSize> ImageSizes =>
        [ImageSize, new ImageSize(ImageSize.Height, 2 * ImageSize.Width)];

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_graph_is_valid_for_images_of_several_sizes), CheckGraph);

    /// <summary>The network fits together, takes images of several sizes, makes what it foretells, and is the same each
    /// time.</summary>
    [Fact]
    public void Its_graph_is_valid_for_images_of_several_sizes() => Rule();

    /// <summary>Every tensor has a name of its own.</summary>
    [Fact]
    public void Its_parameters_have_names_of_their_own()
    {
        var rule = Rule();
        NetworkRules.NamesAreUnique(rule, Graph(rule));
    }

    /// <summary>An image stays an image: all values are in [-1, 1]. Logits of a classifier are free.</summary>
    [Fact]
    public void Its_images_are_within_minus_one_and_one()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        var shape = graph.Shapes(ImageSize)[graph.Output.Name];
        if (shape.Height * shape.Width == 1)
        {
            return;
        }

        using var weights = Samples.Weights(graph, seed: 1);
        foreach (
            var (name, _, _) in graph.Parameters().Where(static entry => entry.Parameter.Role == ParameterRole.Weight)
        )
        {
            weights[name].mul_(10);
        }

        var largest = Tensors.Largest(Tensors.Output(graph, weights, Images(graph)));
        rule.Require(
            largest <= 1,
            $"with large weights it makes values up to {largest:G4}.",
            "End with new Activation(ActivationFunction.Tanh), or clamp."
        );
    }

    /// <summary>A few steps of Adam bring it nearer to a target, and every parameter gets a gradient.</summary>
    [Fact]
    public void It_trains()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        NetworkRules.Trains(rule, graph, Images(graph));
    }

    /// <summary>Training it leaves no tensors behind.</summary>
    [Fact]
    public void Its_passes_leave_no_tensor_behind()
    {
        var rule = Rule();
        var graph = Graph(rule);
        using var weights = Samples.Weights(graph, seed: 1);
        using var network = new GraphModule(graph, weights);
        network.train();
        Tensors.LeaveNone(
            rule,
            _ => Tensors.Backward(network.forward(Images(graph)).square().mean()),
            "a forward and a backward pass"
        );
    }

    /// <summary>Each image is translated as if it were alone.</summary>
    [Fact]
    public void It_translates_each_image_on_its_own()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        NetworkRules.ImagesAreIndependent(rule, graph, Images(graph));
    }

    /// <summary>There are norms with a scale γ by which channels can be pruned.</summary>
    [Fact]
    public void It_has_channels_that_can_be_pruned()
    {
        var rule = Rule();
        var map = ChannelMap.Of(Graph(rule));
        rule.Require(
            map.PrunableNorms.Count > 0,
            "no norm has a scale γ whose channels can be pruned: channel pruning would refuse the generator.",
            "Use norms with Affine: true between two convolutions, such as the first norm of a residual block. Norms "
                + "before an add do not count."
        );
    }

    /// <summary>Whichever channels are silenced: the network without them computes what the masked one
    /// computes.</summary>
    [Fact]
    public void It_is_pruned_exactly()
    {
        var rule = Rule();
        var graph = Graph(rule);
        var map = ChannelMap.Of(graph);
        for (var seed = 0; seed < 4; seed++)
        {
            using var scope = NewDisposeScope();
            using var weights = Samples.Weights(graph, seed);
            var random = new Random(seed);
            var share = seed / 4.0;
            HashSet<int> keep =
            [
                .. graph
                    .Nodes.SelectMany(node => map.GroupsOf(node.Name))
                    .Distinct()
                    .Where(_ => random.NextDouble() < share),
            ];
            GraphPruning.Mask(map, weights, keep);
            var live = GraphPruning.LiveGroups(map, weights);
            var pruned = rule.Run(() => GraphPruning.Prune(graph, weights), "pruning");
            using var compact = pruned.Weights;

            var masked = Tensors.Output(graph, weights, Images(graph), ScalarType.Float64);
            var difference = Tensors.Difference(
                masked,
                rule.Run(
                    () => Tensors.Output(pruned.Graph, compact, Images(graph), ScalarType.Float64),
                    "computing with the pruned network"
                )
            );
            rule.Require(
                difference <= 1e-6 * Math.Max(1, Tensors.Largest(masked)),
                $"with {keep.Count} of {map.GroupsOf(graph.Output.Name).Count} and more channel groups kept, the "
                    + $"pruned network differs from the masked one by {difference:G3}.",
                "One of its layers says something wrong of its channels (Channels, Constants, WithChannels, or the "
                    + "axes of its parameters); LayerConformance finds out what."
            );
            var (costs, foretold) = (
                GraphCost.Of(pruned.Graph, ImageSize),
                GraphPruning.CompactCost(map, live, ImageSize)
            );
            rule.Require(
                costs.Macs == foretold.Macs,
                $"the pruned network costs {costs.Macs} multiply-accumulates, and {foretold.Macs} were foretold.",
                "Let Cost and WithChannels of its layers depend on the shapes that they are given."
            );
        }
    }

    /// <summary>Its multiply-accumulates are those of the tensors in a forward pass, and its parameters those that are
    /// trained.</summary>
    [Fact]
    public void It_costs_what_a_forward_pass_does()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = Graph(rule);
        using var weights = Samples.Weights(graph, seed: 1);
        using var network = new GraphModule(graph, weights);
        network.eval();
        foreach (var size in ImageSizes)
        {
            var images = Samples.Images(1, graph.InputChannels, size, seed: 1);
            var outputs = new Dictionary<string, Tensor>(
                network.Forward(images, [.. graph.Nodes.Select(static node => node.Name)]).Taps
            )
            {
                [NetworkGraph.InputName] = images,
            };
            var counted = graph.Nodes.Sum(node => Counted(node, network, outputs));
            var cost = rule.Run(() => GraphCost.Of(graph, size), "counting its cost");
            rule.Require(
                cost.Macs == counted,
                $"for an image of {size} it says {cost.Macs} multiply-accumulates, the tensors of a forward pass "
                    + $"have {counted}.",
                "Correct Cost of the layer that differs; see LayerConformance."
            );
            rule.Require(
                cost.ReferenceMacs >= cost.Macs,
                $"the papers' rule gives {cost.ReferenceMacs} multiply-accumulates, fewer than the exact one "
                    + $"({cost.Macs}).",
                "Count transposed convolutions at their output size in ReferenceMacs, and all else as in Macs."
            );
        }

        var trained = network.parameters().Sum(static parameter => parameter.numel());
        var parameters = GraphCost.Of(graph, ImageSize).Parameters;
        rule.Require(
            trained == parameters,
            $"it says {parameters} parameters, and {trained} are trained.",
            "Give state that is not trained the role Buffer."
        );
    }

    private NetworkGraph Graph(Rule rule)
    {
        var factory = Create(rule);
        return rule.Run(factory.Create, "Create") ?? throw rule.Broken("Create returned null.", "Return the network.");
    }

    private Tensor Images(NetworkGraph graph) => Samples.Images(2, graph.InputChannels, ImageSize, seed: 3);

    private static long Counted(GraphNode node, GraphModule network, Dictionary<string, Tensor> outputs)
    {
        var kernels = NetworkRules.Kernels(node.Layer);
        var output = outputs[node.Name];
        if (
            kernels.Length == 1
            && NetworkRules.Products(
                node.Layer,
                network.Tensors[node.ParameterName(kernels[0].Name)],
                outputs[node.Inputs[0]],
                output
            )
                is { } products
        )
        {
            return products;
        }

        // A layer of the plugin's own: LayerConformance looks at its count.
        static FeatureShape Shape(Tensor tensor) =>
            new((int)tensor.shape[1], (int)tensor.shape[2], (int)tensor.shape[3]);
        return kernels.Length == 0
            ? 0
            : node.Layer.Cost([.. node.Inputs.Select(name => Shape(outputs[name]))], Shape(output)).Macs;
    }

    private void CheckRatio(Rule rule, NetworkGraph graph)
    {
        var made = graph.Shapes(ImageSize)[graph.Output.Name];
        if (made is { Height: 1, Width: 1 })
        {
            return;
        }

        var fault = GraphSizes.Fault(graph);
        rule.Require(
            fault is null,
            $"its outputs are in no constant ratio to its inputs: {fault}.",
            "Make outputs as large as inputs, or larger or smaller by one factor at every size, the same in both "
                + "directions: pad where convolutions cut borders off."
        );
    }

    private void CheckGraph(Rule rule)
    {
        var (graph, again) = (Graph(rule), rule.Run(() => Create(rule).Create(), "Create"));
        rule.Require(
            GraphJson.Write(graph) == GraphJson.Write(again),
            "Create makes another network the second time.",
            "Let the graph depend on the options alone."
        );
        using var weights = Samples.Weights(graph, seed: 1);
        foreach (var size in ImageSizes)
        {
            using var scope = NewDisposeScope();
            NetworkRules.ShapesAreReal(rule, graph, weights, Samples.Images(2, graph.InputChannels, size, seed: 1));
        }

        CheckRatio(rule, graph);
    }
}
