using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Tests.Graph;

namespace GsFramework.Tests.Host.Benchmarking.Layers;

public class LayerMeasuringTests
{
    private static readonly NetworkGraph _graph = Networks.CycleGan(width: 8, blocks: 1);

    [Theory]
    [InlineData("onnx")]
    [InlineData("onnx-int8")]
    public void Every_layer_of_a_network_is_in_its_table(string format)
    {
        var size = ImageSize.Square(16);
        var steps = new List<(int Done, int All)>();
        var measuring = new LayerMeasuring(new BenchmarkSettings(size, 1, 0, 0, 1), TimeProvider.System)
        {
            Report = (done, all) => steps.Add((done, all)),
        };

        var times = measuring.Measure(_graph, format, new OnnxShape());

        Assert.True(times.IsWhole);
        Assert.True(times.AreOf(_graph, format, size, 1));
        Assert.Equal(LayerMeasuring.Networks, times.Networks);
        Assert.True(times.Of(_graph) > 0);

        // A share of one layer may come out as none on a machine that does something else beside.
        Assert.All(
            times.Shapes.Where(static shape => shape.Kind == "conv2d"),
            static shape => Assert.InRange(shape.Of(shape.Inputs, shape.Outputs), 0, double.MaxValue)
        );
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(static step => step.Done));
        Assert.All(steps, step => Assert.Equal(steps.Count, step.All));
    }

    [Fact]
    public void It_ends_between_two_networks_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var measuring = new LayerMeasuring(
            new BenchmarkSettings(ImageSize.Square(16), 1, 0, 0, 1),
            TimeProvider.System
        )
        {
            Report = (done, _) =>
            {
                if (done == 2)
                {
                    cancellation.Cancel();
                }
            },
            Cancellation = cancellation.Token,
        };

        Assert.Throws<OperationCanceledException>(() => measuring.Measure(_graph, "onnx", new OnnxShape()));
    }

    [Fact]
    public void The_networks_that_are_run_have_all_widths_of_each_layer_once()
    {
        var size = ImageSize.Square(16);
        NetworkGraph[] graphs = [.. TrialPrunings.Of(Networks.CycleGan(width: 64, blocks: 2), 20, seed: 1)];

        Assert.Equal(20, graphs.Length);
        foreach (var (layer, dense) in new[] { ("model.1", 64), ("model.4", 128), ("model.10.conv_block.1", 256) })
        {
            int[] widths = [.. graphs.Skip(1).Select(graph => graph.Shapes(size)[layer].Channels).Order()];
            Assert.Equal(dense, graphs[0].Shapes(size)[layer].Channels);
            Assert.Equal(dense, widths[^1]);
            Assert.InRange(widths[0], dense / 16, dense / 4);
            Assert.True(widths.Distinct().Count() > 10);
            Assert.Contains(widths, static width => width % 4 != 0);
            Assert.True(widths.Count(static width => width % 4 == 0) >= 9);
        }
    }

    [Fact]
    public void Operators_without_the_name_of_a_layer_belong_to_their_neighbours()
    {
        TimedOperator Operator(string name, string kind) => new(name, kind, 1);
        TimedOperator[] operators =
        [
            Operator("ReorderInput", "ReorderInput"),
            Operator("model.1/Conv_nchwc", "Conv"),
            Operator("ReorderOutput_token_3", "ReorderOutput"),
            Operator("model.10.conv_block.1/Conv", "Conv"),
            Operator("Transpose_token_5", "Transpose"),
            Operator("model.1_quantized/QuantizeLinear", "QuantizeLinear"),
            Operator("output_nchwc", "Conv"),
        ];

        var layers = new OperatorLayers(_graph).Of(operators);

        var last = _graph.Nodes.Last(static node => node.Layer.MixesChannels).Name;
        Assert.Equal(
            ["model.1", "model.1", "model.1", "model.10.conv_block.1", "model.10.conv_block.1", "model.1", last],
            layers
        );
    }
}
