using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Interchange;

public sealed class ModelFolderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_model_is_read_as_it_was_written()
    {
        var graph = Network();
        using var weights = GraphWeights.Initialize(graph, seed: 1);

        ModelFolder.Save(_folder["model"], graph, weights);
        using var loaded = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);

        Assert.Equal(GraphJson.Write(graph), GraphJson.Write(loaded.Graph));
        Assert.Equal(weights.Keys, loaded.Weights.Keys);
        Assert.All(weights, pair => TensorAssert.Same(pair.Value, loaded.Weights[pair.Key]));
        Assert.Equal(
            new FileInfo(_folder["model", "weights.safetensors"]).Length,
            ModelFolder.WeightBytes(_folder["model"])
        );
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void A_quantised_kernel_comes_back_as_the_forward_pass_computes_it(int bits, bool perChannel)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (graph, weights) = Quantized(bits, perChannel, seed);
            // What training or pruning does after scales are frozen: values beyond the range, others far within it.
            weights["up.weight"][0].mul_(1.7f);
            weights["down.weight"][.., 1].mul_(1e-3f);
            ModelFolder.Save(_folder["model"], graph, weights);
            using var loaded = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);

            foreach (var node in graph.Nodes.Where(static node => node.Layer is IConvolution))
            {
                Assert.Equal(Forward(node, weights), Forward(node, loaded.Weights));
                Assert.Equal(
                    Forward(node, weights),
                    loaded.Weights[node.ParameterName("weight")].data<float>().ToArray()
                );
            }

            weights.Dispose();
        }
    }

    [Fact]
    public void A_quantised_network_gives_the_same_bits_after_it_was_stored()
    {
        var (graph, weights) = Quantized(8, perChannel: true, seed: 3);
        ModelFolder.Save(_folder["model"], graph, weights);
        using var loaded = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);
        using var before = new GraphModule(graph, weights);
        using var after = new GraphModule(loaded.Graph, loaded.Weights);
        using var noGrad = no_grad();
        var image = randn(1, 3, 16, 16);

        TensorAssert.Same(before.forward(image), after.forward(image));
        weights.Dispose();
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(4, 4)]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    public void Integer_kernels_take_their_bits_on_disk(int bits, int bitsOnDisk)
    {
        var (graph, weights) = Quantized(bits, perChannel: false, seed: 1);
        ModelFolder.Save(_folder["model"], graph, weights);

        var kernels = graph
            .Parameters()
            .Where(static entry => entry.Parameter.Role == ParameterRole.Weight)
            .Sum(entry => ((entry.Parameter.Count * bitsOnDisk) + 7) / 8);
        var others = graph
            .Parameters()
            .Where(static entry => entry.Parameter.Role != ParameterRole.Weight)
            .Sum(static entry => entry.Parameter.Count * 4);
        var header = BitConverter.ToInt64(File.ReadAllBytes(_folder["model", "weights.safetensors"]).AsSpan(0, 8));

        Assert.Equal(8 + header + kernels + others, ModelFolder.WeightBytes(_folder["model"]));
        weights.Dispose();
    }

    [Fact]
    public void A_kernel_whose_scale_is_not_frozen_stays_in_floating_point()
    {
        var graph = Network(new WeightQuantizer(8, PerChannel: false));
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        ModelFolder.Save(_folder["model"], graph, weights);
        using var loaded = ModelFolder.Load(_folder["model"], LayerKind.BuiltIn);

        TensorAssert.Same(weights["up.weight"], loaded.Weights["up.weight"]);
    }

    [Fact]
    public void Saving_the_same_model_twice_gives_the_same_bytes()
    {
        var (graph, weights) = Quantized(4, perChannel: true, seed: 1);
        ModelFolder.Save(_folder["a"], graph, weights);
        ModelFolder.Save(_folder["b"], graph, weights);

        Assert.Equal(
            File.ReadAllBytes(_folder["a", "weights.safetensors"]),
            File.ReadAllBytes(_folder["b", "weights.safetensors"])
        );
        Assert.Equal(File.ReadAllBytes(_folder["a", "graph.json"]), File.ReadAllBytes(_folder["b", "graph.json"]));
        weights.Dispose();
    }

    private static NetworkGraph Network(WeightQuantizer? quantizer = null, int width = 5) =>
        new GraphBuilder(3)
            .Add("down", new Conv2d(3, width, KernelSize: 3, Padding: 1, Stride: 2, Quantizer: quantizer))
            .Add("norm", new InstanceNorm2d(width, Affine: true))
            .Add(
                "up",
                new ConvTranspose2d(
                    width,
                    3,
                    KernelSize: 3,
                    Stride: 2,
                    Padding: 1,
                    OutputPadding: 1,
                    Quantizer: quantizer
                )
            )
            .Build();

    private static (NetworkGraph Graph, WeightSet Weights) Quantized(int bits, bool perChannel, int seed)
    {
        var graph = Network(new WeightQuantizer(bits, perChannel));
        var weights = GraphWeights.Initialize(graph, seed, deviation: Math.Pow(10, (seed % 7) - 4));
        weights["down.weight"][2].zero_();
        return (GraphQuantization.FreezeScales(graph, weights), weights);
    }

    private static float[] Forward(GraphNode node, WeightSet weights)
    {
        using var scope = NewDisposeScope();
        var convolution = (IConvolution)node.Layer;
        var state = new LayerState(weights, node.Name, InferenceMode.Instance);
        return convolution
            .Quantizer!.Apply(weights[node.ParameterName("weight")], convolution.OutputAxis, state)
            .contiguous()
            .data<float>()
            .ToArray();
    }
}
