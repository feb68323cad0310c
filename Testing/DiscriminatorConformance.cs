using GsFramework.Graph;
using GsFramework.Models;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a discriminator.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class DiscriminatorConformance<TModule> : PartConformance<TModule, IDiscriminatorFactory>
    where TModule : Autofac.Module, new()
{
    /// <inheritdoc/>
    protected override ImageSize ImageSize => ImageSize.Square(32);

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_graph_makes_one_score_a_patch_or_image), CheckGraph);

    /// <summary>The network fits together, makes one score a patch or image, and is the same each time.</summary>
    [Fact]
    public void Its_graph_makes_one_score_a_patch_or_image() => Rule();

    /// <summary>A few steps of Adam bring its scores nearer to others, and every parameter gets a gradient.</summary>
    [Fact]
    public void It_trains()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        NetworkRules.Trains(rule, graph, Images(graph));
    }

    /// <summary>The generator learns through it: its scores have a gradient with respect to the image.</summary>
    [Fact]
    public void Its_gradient_reaches_the_image()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        using var weights = Samples.Weights(graph, seed: 1);
        using var network = new GraphModule(graph, weights);
        var images = Images(graph).requires_grad_(true);
        rule.Run(() => network.forward(images).square().mean().backward(), "differentiating its scores");
        rule.Require(
            Tensors.Gradient(images) is { } gradient && Tensors.AreFinite(gradient) && Tensors.Largest(gradient) > 0,
            "the gradient with respect to the image is 0, NaN or infinite.",
            "Look for a layer whose Forward is cut off from its input."
        );
    }

    /// <summary>Scores are any numbers: the adversarial loss has the sigmoid, where there is one.</summary>
    [Fact]
    public void Its_scores_are_not_squeezed()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        using var weights = Samples.Weights(graph, seed: 1);

        // A norm takes the size of images away, a spectral norm that of kernels; a bias at the end is left, and a
        // sigmoid or tanh stops all of them.
        var largest = Tensors.Largest(Tensors.Output(graph, weights, Images(graph) * 1000));
        foreach (
            var (name, _, parameter) in graph
                .Parameters()
                .Where(static entry => entry.Parameter.Role != ParameterRole.Buffer)
        )
        {
            weights[name].mul_(30);
            if (parameter.Role is ParameterRole.Bias or ParameterRole.Shift)
            {
                weights[name].add_(30);
            }
        }

        largest = Math.Max(largest, Tensors.Largest(Tensors.Output(graph, weights, Images(graph))));
        rule.Require(
            largest > 1,
            $"with large images, weights and biases no score is beyond {largest:G4}.",
            "Leave the sigmoid at the end out: the adversarial loss has it."
        );
    }

    /// <summary>Each image is judged as if it were alone.</summary>
    [Fact]
    public void It_judges_each_image_on_its_own()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        NetworkRules.ImagesAreIndependent(rule, graph, Images(graph));
    }

    /// <summary>The file <c>graph.json</c> gives the same network again.</summary>
    [Fact]
    public void Its_graph_survives_its_file()
    {
        var rule = Rule();
        NetworkRules.SurvivesItsFile(rule, Graph(rule), Bench(rule).Catalog.LayerKinds);
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

    private NetworkGraph Graph(Rule rule)
    {
        var factory = Create(rule);
        return rule.Run(factory.Create, "Create") ?? throw rule.Broken("Create returned null.", "Return the network.");
    }

    private Tensor Images(NetworkGraph graph) => Samples.Images(2, graph.InputChannels, ImageSize, seed: 3);

    private void CheckGraph(Rule rule)
    {
        var (graph, again) = (Graph(rule), rule.Run(() => Create(rule).Create(), "Create"));
        rule.Require(
            GraphJson.Write(graph) == GraphJson.Write(again),
            "Create makes another network the second time.",
            "Let the graph depend on the options alone."
        );
        NetworkRules.NamesAreUnique(rule, graph);
        using var weights = Samples.Weights(graph, seed: 1);
        foreach (var size in new[] { ImageSize, new ImageSize(ImageSize.Height, ImageSize.Width + 8) })
        {
            using var scope = NewDisposeScope();
            NetworkRules.ShapesAreReal(rule, graph, weights, Samples.Images(2, graph.InputChannels, size, seed: 1));
            var shape = graph.Shapes(size)[graph.Output.Name];
            rule.Require(
                shape.Channels == 1,
                $"it makes {shape}.",
                "End with one channel: a score for each patch, (1, h, w), or for the image, (1, 1, 1)."
            );
        }
    }
}
