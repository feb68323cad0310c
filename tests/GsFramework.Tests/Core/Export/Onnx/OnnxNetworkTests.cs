using Google.Protobuf;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class OnnxNetworkTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Generators => ["cyclegan", "cartoon", "pruned", "folded"];

    [Theory]
    [MemberData(nameof(Generators))]
    public void A_generator_computes_in_onnx_what_it_computes_in_the_framework(string name)
    {
        var (graph, weights) = Generator(name);
        using var owned = weights;

        OnnxAssert.ComputesTheSame(graph, weights, Networks.Image(32, seed: 1), tolerance: 1e-4);
        OnnxAssert.ComputesTheSame(graph, weights, Networks.Image(40, seed: 1, batch: 1), tolerance: 1e-4);
    }

    [Fact]
    public void Half_precision_halves_the_bytes_and_changes_the_image_by_little()
    {
        var graph = Networks.CycleGan(width: 16, blocks: 1);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var (whole, half) = (
            OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card),
            OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card, halfKernels: true)
        );
        using var network = OnnxNetwork.Open(half, "half", new OnnxSettings { Threads = 1 });

        Assert.InRange(half.Length, 0, 0.55 * whole.Length);
        var difference = (
            network.Run(Networks.Image(32, seed: 1)) - OnnxAssert.Run(graph, weights, Networks.Image(32, seed: 1))
        ).abs();
        Assert.InRange(difference.max().item<float>(), 1e-6f, 1e-2f);
    }

    [Fact]
    public void Pixels_in_and_out_are_those_of_image_files()
    {
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();
        using var weights = new WeightSet();
        using var network = OnnxAssert.Open(graph, weights, new OnnxShape { Pixels = true });
        var pixels = arange(0, 3 * 85).reshape(1, 3, 5, 17).to(float32);

        var actual = network.Run((pixels / 127.5) - 1);

        var expected = (((pixels / 127.5) - 1).tanh() + 1).mul(127.5).round();
        Assert.Equal(0, (((actual + 1) * 127.5) - expected).abs().max().item<float>(), tolerance: 1e-3);
    }

    [Fact]
    public void A_file_with_nul_in_a_key_of_its_metadata_is_refused()
    {
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();
        using var weights = new WeightSet();
        var model = ModelProto.Parser.ParseFrom(
            OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card)
        );
        model.MetadataProps.Add(new StringStringEntryProto { Key = "\0", Value = "a" });

        var fault = Assert.Throws<UserException>(() => OnnxNetwork.Open(model.ToByteArray(), "a.onnx"));

        Assert.Contains("'a.onnx' is damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixed_shape_is_the_only_one_that_is_taken()
    {
        var graph = Networks.CycleGan(width: 2, blocks: 0);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var network = OnnxAssert.Open(
            graph,
            weights,
            new OnnxShape
            {
                Batch = 2,
                Height = 16,
                Width = 24,
            }
        );

        Assert.Equal((2, 16, 24), (network.Batch, network.Height, network.Width));
        Assert.Equal([2L, 3, 16, 24], network.Run(zeros(2, 3, 16, 24)).shape);
        Assert.Contains(
            "16",
            Assert.Throws<UserException>(() => network.Run(zeros(2, 3, 24, 24))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_layer_without_an_onnx_form_is_named_with_what_to_implement()
    {
        var graph = new GraphBuilder(3).Add("model.7", new Mystery()).Build();
        using var weights = new WeightSet();

        var fault = Assert.Throws<GraphException>(() =>
            OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card)
        );

        Assert.Contains("'model.7'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'mystery'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Override WriteOnnx in " + typeof(Mystery).FullName, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cannot be opened")]
    [InlineData("no onnx at all", "cannot be opened")]
    public void A_broken_file_is_refused(string content, string says)
    {
        File.WriteAllText(_folder["a.onnx"], content);

        var fault = Assert.Throws<UserException>(() => OnnxNetwork.Open(_folder["a.onnx"]));

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Contains("a.onnx", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var graph = Networks.CycleGan(width: 2, blocks: 0);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var file = OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card);

        for (var length = file.Length - 1; length > 0; length -= file.Length / 11)
        {
            Assert.Throws<UserException>(() => OnnxNetwork.Open(file[..length], "cut.onnx").Dispose());
        }
    }

    [Fact]
    public void A_file_of_another_program_is_refused()
    {
        var graph = Networks.CycleGan(width: 2, blocks: 0);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        var file = OnnxModel.ToBytes(graph, weights, new OnnxShape(), OnnxAssert.Card with { Format = "" });

        Assert.Contains(
            "not one that 'gs export' wrote",
            Assert.Throws<UserException>(() => OnnxNetwork.Open(file, "other.onnx")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no file",
            Assert.Throws<UserException>(() => OnnxNetwork.Open(_folder["absent.onnx"])).Message,
            StringComparison.Ordinal
        );
    }

    private static (NetworkGraph Graph, WeightSet Weights) Generator(string name)
    {
        var graph = name == "cartoon" ? Networks.Cartoon(width: 4) : Networks.CycleGan();
        var weights = Networks.RandomWeights(graph, seed: 3);
        if (name is "pruned" or "folded")
        {
            // With all scales of a block at 0 and shifts left, what remains of it is a shift of the trunk.
            foreach (
                var (parameter, _, about) in graph
                    .Parameters()
                    .Where(static entry => entry.Parameter.Role == ParameterRole.Scale)
            )
            {
                weights[parameter][
                    TensorIndex.Slice(
                        0,
                        name == "folded" && parameter.Contains("conv_block", StringComparison.Ordinal)
                            ? about.Count
                            : about.Count / 2
                    )
                ] = 0;
                if (name == "pruned")
                {
                    weights[parameter.Replace(".weight", ".bias", StringComparison.Ordinal)][
                        TensorIndex.Slice(0, about.Count / 2)
                    ] = 0;
                }
            }

            var compact = GraphPruning.Prune(graph, weights);
            weights.Dispose();
            return (compact.Graph, compact.Weights);
        }

        return (graph, weights);
    }

    [LayerKind("mystery")]
    private sealed record Mystery : Layer
    {
        public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0];

        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
    }
}
