using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

[Collection(nameof(LiveTensors))]
public class GraphModuleTests
{
    private static readonly NetworkGraph _quantized = GraphQuantization.Quantize(
        Networks.CycleGan(width: 2, blocks: 1),
        static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
    );

    [Fact]
    public void Parameters_have_the_official_names()
    {
        var graph = Networks.CycleGan(width: 2, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var module = new GraphModule(graph, weights);

        string[] expected =
        [
            .. Convolution("model.1"),
            .. Convolution("model.2"),
            .. Convolution("model.4"),
            .. Convolution("model.5"),
            .. Convolution("model.7"),
            .. Block("model.10"),
            .. Block("model.11"),
            .. Convolution("model.12"),
            .. Convolution("model.13"),
            .. Convolution("model.15"),
            .. Convolution("model.16"),
            .. Convolution("model.19"),
        ];
        Assert.Equal(expected, module.named_parameters().Select(static pair => pair.name));

        static string[] Convolution(string name) => [$"{name}.weight", $"{name}.bias"];
        static string[] Block(string name) =>
            [
                .. Convolution($"{name}.conv_block.1"),
                .. Convolution($"{name}.conv_block.2"),
                .. Convolution($"{name}.conv_block.5"),
            ];
    }

    [Fact]
    public void A_module_has_copies_of_its_weights()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 2, blocks: 0);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var module = new GraphModule(graph, weights);
        var before = module.Tensors["model.1.weight"].clone();

        weights["model.1.weight"].zero_();

        Assert.Equal(before, module.Tensors["model.1.weight"].detach());
        using var copy = module.CopyWeights();
        copy["model.1.weight"].zero_();
        Assert.Equal(before, module.Tensors["model.1.weight"].detach());
        module.LoadWeights(copy);
        Assert.Equal(0f, module.Tensors["model.1.weight"].abs().sum().item<float>());
    }

    [Fact]
    public void A_module_follows_its_tensors_to_another_type()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.CycleGan(width: 2, blocks: 0);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var module = new GraphModule(graph, weights);

        module.to(float64);

        Assert.Equal(float64, module.forward(Networks.Image(16, seed: 1).to(float64)).dtype);
        Assert.All(module.Tensors.Values, static tensor => Assert.Equal(float64, tensor.dtype));
    }

    [Fact]
    public void Taps_give_the_outputs_of_layers()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights);

        var (output, taps) = module.Forward(Networks.Image(16, seed: 1), ["model.10", "model.17", "model.10"]);

        Assert.Equal(2, taps.Count);
        Assert.Equal([2L, 8, 4, 4], taps["model.10"].shape);
        Assert.Equal([2L, 3, 16, 16], output.shape);
        Assert.Throws<GraphException>(() => module.Forward(output, ["model.99"]));
    }

    [Fact]
    public void Features_are_the_taps_of_a_whole_pass_without_what_is_behind_them()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights);
        module.eval();
        using var refusing = new GraphModule(
            new NetworkGraph(
                3,
                [.. _quantized.Nodes, new GraphNode("refusing", new Refusing(), [_quantized.Output.Name])]
            ),
            weights
        );
        refusing.eval();
        var image = Networks.Image(16, seed: 1);
        string[] taps = ["model.10", "model.4"];

        var features = refusing.Features(image, taps);

        var (_, expected) = module.Forward(image, taps);
        Assert.Equal(taps.Order(), features.Keys.Order());
        Assert.All(features, pair => Assert.True(pair.Value.Equals(expected[pair.Key]), pair.Key));
        Assert.Throws<InvalidOperationException>(() => refusing.forward(image));
        Assert.Throws<GraphException>(() => module.Features(image, ["model.99"]));
        Assert.Empty(module.Features(image, []));
    }

    [Fact]
    public void Features_leave_only_themselves()
    {
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights);
        using var image = Networks.Image(16, seed: 1);
        module.eval();
        using var noGrad = no_grad();
        using var warm = module.Features(image, ["model.10"])["model.10"];
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using var feature = module.Features(image, ["model.10"])["model.10"];

        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Live_tensors_do_not_grow_over_fifty_training_steps(bool bfloat16)
    {
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights) { Observing = true, BFloat16 = bfloat16 };
        using var image = Networks.Image(16, seed: 1);
        void Step()
        {
            using var scope = NewDisposeScope();
            module.zero_grad();
            module.forward(image).square().mean().backward();
        }

        AssertSteady(Step);
    }

    [Fact]
    public void Live_tensors_do_not_grow_over_fifty_forward_passes_and_intermediates_go_early()
    {
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights);
        using var image = Networks.Image(16, seed: 1);
        void Step()
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var output = module.forward(image);
            Assert.Equal(1, scope.DisposablesCount);
        }

        AssertSteady(Step);
    }

    [Fact]
    public void Without_an_outer_scope_only_the_output_is_left()
    {
        using var weights = Networks.RandomWeights(_quantized, seed: 1);
        using var module = new GraphModule(_quantized, weights);
        using var image = Networks.Image(16, seed: 1);
        AssertSteady(
            () =>
            {
                using var noGrad = no_grad();
                using var output = module.forward(image);
                Assert.True(output.isfinite().all().item<bool>());
            },
            steps: 5,
            warmUp: 1,
            slack: 15
        ); // of the assertion itself
    }

    [Fact]
    public void Pruning_freezing_and_module_leave_nothing_behind()
    {
        void Step()
        {
            using var weights = Networks.RandomWeights(_quantized, seed: 1);
            var frozen = GraphQuantization.FreezeScales(_quantized, weights);
            using var pruned = GraphPruning.Prune(frozen, weights).Weights;
            using var copy = pruned.Clone();
            using var module = new GraphModule(frozen, weights);
            using var again = module.CopyWeights();
        }

        AssertSteady(Step, steps: 3);
    }

    [Fact]
    public void A_weight_set_owns_its_tensors()
    {
        var set = new WeightSet();
        Tensor first,
            second;
        using (NewDisposeScope())
        {
            first = ones(2);
            second = zeros(3);
            set.Add("a", first);
            Assert.Throws<ArgumentException>(() => set.Add("a", zeros(1)));
        }

        Assert.False(first.IsInvalid);
        set.Replace("a", first);
        Assert.False(first.IsInvalid);
        using (NewDisposeScope())
        {
            second = zeros(3);
            set.Replace("a", second);
        }

        Assert.True(first.IsInvalid);
        set.Dispose();
        Assert.True(second.IsInvalid);
        Assert.Empty(set);
    }

    private static void AssertSteady(Action step, int steps = 50, int warmUp = 2, int slack = 0)
    {
        for (var i = 0; i < warmUp; i++)
        {
            step();
        }

        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        for (var i = 0; i < steps; i++)
        {
            step();
        }

        Assert.InRange(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, -slack, slack);
    }

    [LayerKind("refusing")]
    private sealed record Refusing : Layer
    {
        public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) =>
            throw new InvalidOperationException();

        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => inputs[0];
    }
}
