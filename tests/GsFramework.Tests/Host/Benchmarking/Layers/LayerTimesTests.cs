using System.Text.Json;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Host.Benchmarking.Layers;

public class LayerTimesTests
{
    private const int Side = 32;

    private static readonly NetworkGraph _dense = Networks.CycleGan(width: 16, blocks: 2);

    [Fact]
    public void A_network_takes_the_sum_of_its_layers_and_the_base()
    {
        var times = HandMadeTimes.Of(_dense, Side);
        var pruned = Pruned(ratio: 3, seed: 1);
        var macs = GraphCost.Of(pruned, ImageSize.Square(Side)).Macs;
        var shapes = pruned.Shapes(ImageSize.Square(Side));
        var values = pruned.Nodes.Sum(node =>
            shapes[node.Name].Channels * shapes[node.Name].Height * shapes[node.Name].Width
        );

        Assert.Equal(
            0.1 + (HandMadeTimes.Fixed * pruned.Nodes.Count) + (values / 1e6) + (macs / 1e6),
            times.Of(pruned),
            1e-6
        );
    }

    [Fact]
    public void Times_that_follow_a_table_give_its_predictions_back_without_what_measuring_adds()
    {
        const double Added = 0.005;
        var truth = HandMadeTimes.Of(_dense, Side);
        TrialTimes[] trials = [.. TrialPrunings.Of(_dense, 20, seed: 1).Select(graph => Followed(graph, truth, Added))];

        var found = LayerTimesFit.Of(trials, "onnx-int8", ImageSize.Square(Side), 1);

        Assert.True(found.AreOf(_dense, "onnx-int8", ImageSize.Square(Side), 1));
        Assert.InRange(found.LargestOff, 0, 0.01);
        foreach (var (ratio, seed) in new[] { (1.5, 3), (3, 4), (5, 5) })
        {
            var pruned = Pruned(ratio, seed);
            Assert.InRange(found.Of(pruned) / truth.Of(pruned), 0.98, 1.02);
        }
    }

    [Fact]
    public void A_table_that_was_kept_is_that_which_was_found()
    {
        var found = HandMadeTimes.Of(_dense, Side, step: 8);

        var kept = JsonSerializer.Deserialize<LayerTimes>(RecordJson.Text(found), RecordJson.Format)!;

        Assert.True(kept.IsWhole);
        Assert.Equal(found.Of(_dense), kept.Of(_dense));
        Assert.Equal(found.OfLayer(_dense.Nodes[1].Name, 3, 5), kept.OfLayer(_dense.Nodes[1].Name, 3, 5));
    }

    [Fact]
    public void A_table_is_of_one_network_format_size_and_number_of_threads()
    {
        var (times, size) = (HandMadeTimes.Of(_dense, Side), ImageSize.Square(Side));

        Assert.True(times.AreOf(_dense, "onnx-int8", size, 1));
        Assert.False(times.AreOf(_dense, "onnx", size, 1));
        Assert.False(times.AreOf(_dense, "onnx-int8", ImageSize.Square(64), 1));
        Assert.False(times.AreOf(_dense, "onnx-int8", size, 2));
        Assert.False(times.AreOf(Networks.CycleGan(width: 16, blocks: 1), "onnx-int8", size, 1));
        Assert.False(times.AreOf(Networks.CycleGan(width: 8, blocks: 2), "onnx-int8", size, 1));
    }

    [Fact]
    public void A_table_that_speaks_of_a_shape_it_does_not_have_is_not_whole()
    {
        var times = HandMadeTimes.Of(_dense, Side);

        Assert.False((times with { Shapes = [.. times.Shapes.Skip(1)] }).IsWhole);
        Assert.False((times with { Threads = 0 }).IsWhole);
    }

    private static TrialTimes Followed(NetworkGraph graph, LayerTimes truth, double added)
    {
        var shapes = graph.Shapes(ImageSize.Square(Side));
        return new TrialTimes(
            graph,
            graph.Nodes.ToDictionary(
                static node => node.Name,
                node =>
                    (IReadOnlyList<double>)
                        [
                            added
                                + truth.OfLayer(
                                    node.Name,
                                    node.Inputs.Sum(name => shapes[name].Channels),
                                    shapes[node.Name].Channels
                                ),
                        ]
            ),
            truth.Of(graph)
        );
    }

    private static NetworkGraph Pruned(double ratio, int seed)
    {
        using var weights = GraphWeights.Initialize(_dense, seed);
        var pruned = RandomPruning.Prune(_dense, weights, ratio, multiple: 1, ImageSize.Square(Side), seed);
        pruned.Weights.Dispose();
        return pruned.Graph;
    }
}
