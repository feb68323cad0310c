using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules on what a generator becomes: quantised, as ONNX, in files.</summary>
public abstract partial class GeneratorConformance<TModule>
{
    /// <summary>With 8-bit weights and activations, whose ranges have been observed, it still computes nearly the
    /// same.</summary>
    [Fact]
    public void It_can_be_quantised()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        var (quantized, weights) = Quantized(rule, graph);
        using var owned = weights;
        using var plain = Samples.Weights(graph, seed: 1);
        var expected = Tensors.Output(graph, plain, Images(graph));
        var actual = rule.Run(() => Tensors.Output(quantized, weights, Images(graph)), "computing with quantisers");
        rule.Require(
            Tensors.AreFinite(actual),
            "the quantised network makes NaN or infinite values.",
            "Look at the layers behind its convolutions."
        );
        var error =
            (actual - expected).abs().mean().item<float>() / (expected - expected.mean()).abs().mean().item<float>();
        rule.Require(
            error < 0.25,
            $"the quantised network differs by {error:P0} of the spread of its values, in the mean.",
            "Avoid layers that blow small differences up, such as a division by a value near 0."
        );
        rule.Require(
            GraphJson.Write(GraphQuantization.WithoutQuantizers(quantized)) == GraphJson.Write(graph),
            "without its quantisers it is not the network that it was.",
            "Let no layer of the graph itself be a quantiser."
        );
    }

    /// <summary>The ONNX file computes in ONNX Runtime what the network computes, for images of several
    /// sizes.</summary>
    [Fact]
    public void Its_onnx_file_computes_its_forward_pass()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        using var weights = Samples.Weights(graph, seed: 1);
        using var file = OnnxRules.Open(rule, graph, weights);
        foreach (var size in ImageSizes)
        {
            OnnxRules.Same(rule, file, graph, weights, Samples.Images(2, graph.InputChannels, size, seed: 1));
        }
    }

    /// <summary>The integer file of the quantised network computes what that computes.</summary>
    [Fact]
    public void Its_integer_onnx_file_computes_the_quantised_network()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var graph = Graph(rule);
        var (quantized, weights) = Quantized(rule, graph);
        using var owned = weights;
        OnnxRules.SameIntegers(rule, quantized, weights, ImageSize);
    }

    /// <summary>The file <c>graph.json</c> gives the same network again.</summary>
    [Fact]
    public void Its_graph_survives_its_file()
    {
        var rule = Rule();
        NetworkRules.SurvivesItsFile(rule, Graph(rule), Bench(rule).Catalog.LayerKinds);
    }

    /// <summary>A factory that reads checkpoints knows its own network by the shapes of its tensors.</summary>
    [Fact]
    public void It_knows_its_own_checkpoint()
    {
        var rule = Rule();
        if (Create(rule) is not IReadsCheckpoints reading)
        {
            return;
        }

        var graph = Graph(rule);
        var shapes = graph.Parameters().ToDictionary(static entry => entry.Name, static entry => entry.Parameter.Shape);
        var layout = rule.Run(() => reading.Layout(shapes), "Layout");
        var adopted = rule.Run(() => GraphWidths.Adopt(layout.Graph, shapes), "taking the widths of the checkpoint");
        rule.Require(
            GraphJson.Write(adopted) == GraphJson.Write(graph),
            "the shapes of its own tensors give another network.",
            "Count the layers by the names of the tensors, and leave the channel counts to the host."
        );
    }

    private (NetworkGraph Graph, WeightSet Weights) Quantized(Rule rule, NetworkGraph graph)
    {
        var quantized = rule.Run(
            () =>
                GraphQuantization.Quantize(graph, static _ => new ConvolutionQuantization(
                    new WeightQuantizer(8, PerChannel: true),
                    new AffineQuantizer(8),
                    new AffineQuantizer(8)
                )),
            "putting quantisers into it"
        );
        using var plain = Samples.Weights(graph, seed: 1);
        using var all = Samples.Weights(quantized, seed: 1);
        foreach (var (name, tensor) in plain)
        {
            all.Replace(name, tensor.clone());
        }

        using var network = new GraphModule(quantized, all) { Observing = true };
        network.eval();
        using var noGrad = no_grad();
        rule.Run(() => network.forward(Images(graph)), "observing the ranges of its activations");
        return (quantized, network.CopyWeights());
    }
}
