using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

public class MaskTests
{
    [Fact]
    public void Every_row_and_every_trained_number_of_a_channel_is_zero_and_statistics_stay()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3)
            .Add("up", new ConvTranspose2d(3, 4, KernelSize: 3, Stride: 2, Padding: 1, OutputPadding: 1))
            .Add("batch", new BatchNorm2d(4))
            .Add("conv", new Conv2d(4, 2, KernelSize: 1))
            .Add("norm", new InstanceNorm2d(2, Affine: true))
            .Add("out", new Conv2d(2, 3, KernelSize: 1))
            .Build();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var before = Networks.RandomWeights(graph, seed: 1);
        var map = ChannelMap.Of(graph);
        var keep = map.GroupsOf("up").Skip(1).Concat(map.GroupsOf("conv").Take(1)).ToHashSet();

        GraphPruning.Mask(map, weights, keep);

        var expected = before.ToDictionary(static pair => pair.Key, static pair => pair.Value.clone());
        expected["up.weight"][TensorIndex.Colon, 0] = 0;
        foreach (var name in new[] { "up.bias", "batch.weight", "batch.bias" })
        {
            expected[name][0] = 0;
        }

        foreach (var name in new[] { "conv.weight", "conv.bias", "norm.weight", "norm.bias" })
        {
            expected[name][1] = 0;
        }

        Assert.All(expected, pair => Assert.True(pair.Value.equal(weights[pair.Key]).all().item<bool>(), pair.Key));
    }
}
