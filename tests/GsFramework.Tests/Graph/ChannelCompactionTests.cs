using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;
using GsFramework.Models.Generators;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class ChannelCompactionTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_left_computes_the_same_when_channels_leave_one_after_another(int seed)
    {
        foreach (var (graph, side) in All(seed))
        {
            Shrink(graph, side, seed);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void So_it_does_with_quantisers_whose_scales_follow_the_kernels(int seed)
    {
        foreach (var (graph, side) in All(seed))
        {
            var quantized = GraphQuantization.Quantize(graph, _ =>
                new(new WeightQuantizer(8, PerChannel: seed % 2 == 0), new AffineQuantizer(8), new AffineQuantizer(8))
            );
            Shrink(quantized, side, seed);
        }
    }

    [Fact]
    public void Channels_of_norms_over_several_of_them_stay()
    {
        var builder = new GraphBuilder(3);
        builder.Add("first", new Conv2d(3, 8, 3, Padding: 1));
        builder.Add("norm", new ChannelNorm(8));
        builder.Add("last", new Conv2d(8, 3, 3, Padding: 1));
        var graph = builder.Build();
        using var weights = Networks.RandomWeights(graph, 1);
        weights["norm.weight"][2..4] = 0f;
        weights["norm.bias"][2..4] = 0f;
        var whole = ChannelCompaction.Of(graph);

        Assert.True(whole.Heard(weights).Count < whole.Live.Count);
        Assert.Null(whole.Without(weights, whole.Heard(weights), []));
    }

    [Fact]
    public void A_channel_that_was_heard_at_the_last_check_or_is_held_stays()
    {
        var graph = Networks.CycleGan(width: 4, blocks: 1);
        using var weights = Networks.RandomWeights(graph, 1);
        var whole = ChannelCompaction.Of(graph);
        var norm = whole.Map.PrunableNorms[0];
        foreach (var name in new[] { "weight", "bias" })
        {
            weights[$"{norm}.{name}"][1..3] = 0f;
        }

        var (first, second) = (whole.Map.GroupsOf(norm)[1], whole.Map.GroupsOf(norm)[2]);
        var heard = whole.Heard(weights);

        Assert.Null(whole.Without(weights, whole.Live, []));
        Assert.Equal([second], whole.Live.Except(whole.Without(weights, heard.Append(first).ToHashSet(), [])!.Live));
        Assert.Equal([first], whole.Live.Except(whole.Without(weights, heard, [second])!.Live));
        Assert.Equal([0, 3], whole.Without(weights, heard, [])!.Kept(norm));
    }

    [Fact]
    public void A_branch_that_adds_a_constant_stays_and_one_that_adds_nothing_goes()
    {
        var graph = Networks.Cartoon(width: 2, blocks: 2);
        using var weights = Networks.RandomWeights(graph, seed: 1);
        foreach (var name in new[] { "norm1.weight", "norm1.bias", "norm2.bias" })
        {
            weights[$"resnet_blocks.0.instance_{name}"].zero_();
        }

        var whole = ChannelCompaction.Of(graph);
        Assert.False(Left().Contains("resnet_blocks.0.conv2.weight"));

        weights["resnet_blocks.0.instance_norm2.bias"].fill_(0.5);
        weights["resnet_blocks.1.instance_norm1.weight"][0] = 0f;
        weights["resnet_blocks.1.instance_norm1.bias"][0] = 0f;
        Assert.True(Left().Contains("resnet_blocks.0.conv2.weight"));

        ChannelCompaction Left() => whole.Without(weights, whole.Heard(weights), [])!;
    }

    [Fact]
    public void A_momentum_follows_its_parameter()
    {
        var graph = Networks.CycleGan(width: 4, blocks: 1);
        using var weights = Networks.RandomWeights(graph, 1);
        var whole = ChannelCompaction.Of(graph);
        Networks.ZeroScales(graph, weights, new Random(2), shiftsToo: true);
        var left = whole.Without(weights, whole.Heard(weights), [])!;
        using var network = left.Network(weights).Weights;
        foreach (var (name, tensor) in network)
        {
            using var followed = left.Follow(whole, name, weights[name]);
            Assert.True(followed.Equals(tensor), name);
        }
    }

    // Channels leave in three goes, and what is left moves on between them, as in training.
    private static void Shrink(NetworkGraph graph, int side, int seed)
    {
        using var scope = NewDisposeScope();
        var dense = Networks.RandomWeights(graph, seed);
        using var owned = dense;
        var image = Networks.Image(side, seed);
        var random = new Random(seed);
        var now = ChannelCompaction.Of(graph);
        for (var go = 0; go < 3; go++)
        {
            Networks.ZeroScales(graph, dense, random, shiftsToo: true);
            if (now.Without(dense, now.Heard(dense), []) is not { } next)
            {
                continue;
            }

            Assert.True(next.Live.IsProperSubsetOf(now.Live));
            now = next;
            var (compact, weights) = now.Network(dense);
            using var _ = weights;
            Assert.All(compact.Nodes, node => Assert.True(graph.Contains(node.Name), node.Name));
            Same(graph, dense, compact, weights, image);

            foreach (var (name, tensor) in weights.Where(entry => now.Contains(entry.Key)))
            {
                using var noGrad = no_grad();
                tensor.mul_(1.01f);
                now.Write(name, tensor, dense[name]);
                using var back = now.Slice(name, dense[name]);
                Assert.True(back.Equals(tensor), name);
            }

            Same(graph, dense, compact, weights, image);
        }

    }

    private static void Same(
        NetworkGraph graph,
        WeightSet dense,
        NetworkGraph compact,
        WeightSet weights,
        Tensor image
    )
    {
        // In training mode, in which the scales follow the kernels, and in double precision: in single precision the
        // order of a sum can decide to which level a value is rounded.
        using var whole = new GraphModule(graph, dense);
        using var part = new GraphModule(compact, weights);
        whole.to(float64);
        part.to(float64);
        var error = (whole.forward(image.to(float64)) - part.forward(image.to(float64))).abs().max().item<double>();
        Assert.True(error <= Tolerance, $"the outputs differ by {error} in\n{GraphJson.Write(graph)}");
    }

    private static IEnumerable<(NetworkGraph Graph, int Side)> All(int seed)
    {
        yield return (Networks.CycleGan(width: 3, blocks: seed % 4), 16);
        yield return (Networks.Cartoon(width: 2, blocks: seed % 3), 16);
        yield return (Networks.Relative(NormKind.Instance, (Antialiasing)(seed % 4)), 16);
        yield return (Networks.Relative(NormKind.Batch, (Antialiasing)(seed % 4)), 16);
        for (var part = 0; part < 5; part++)
        {
            yield return (RandomNetwork.Create((seed * 5) + part), RandomNetwork.Side);
        }
    }
}
