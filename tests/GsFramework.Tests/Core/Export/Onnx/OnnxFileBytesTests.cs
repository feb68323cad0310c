using System.Text.Json;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class OnnxFileBytesTests
{
    private const int Side = 32;

    private readonly NetworkGraph _dense = Networks.CycleGan(width: 32, blocks: 3);

    [Theory]
    [InlineData("onnx", 1.5, 1)]
    [InlineData("onnx", 6, 1)]
    [InlineData("onnx-fp16", 3, 1)]
    [InlineData("onnx-int8", 1.5, 1)]
    [InlineData("onnx-int8", 4, 2)]
    [InlineData("onnx-int8", 10, 3)]
    public void The_exported_file_of_a_pruned_network_has_the_bytes_that_were_predicted(
        string format,
        double ratio,
        int seed
    )
    {
        using var weights = GraphWeights.Initialize(_dense, seed);
        var pruned = RandomPruning.Prune(_dense, weights, ratio, multiple: 1, ImageSize.Square(Side), seed);
        using var left = pruned.Weights;

        var predicted = OnnxFileBytes.Of(_dense, format, new OnnxShape()).Of(pruned.Graph);
        var file = ExportedFiles.Bytes(pruned.Graph, pruned.Weights, format, Side);

        Assert.InRange(predicted / file, 0.98, 1.02);
    }

    [Fact]
    public void The_same_network_has_the_same_costs_each_time()
    {
        var first = OnnxFileBytes.Of(_dense, "onnx-int8", new OnnxShape());
        var second = OnnxFileBytes.Of(_dense, "onnx-int8", new OnnxShape());

        Assert.Equal(first.Base, second.Base);
        Assert.All(_dense.Nodes, node =>
            Assert.Equal(first.OfLayer(node.Name, 7, 5), second.OfLayer(node.Name, 7, 5))
        );
    }

    [Fact]
    public void Costs_that_were_kept_are_those_that_were_found()
    {
        var found = OnnxFileBytes.Of(_dense, "onnx-int8", new OnnxShape());
        var kept = JsonSerializer.Deserialize<OnnxFileBytes>(RecordJson.Text(found), RecordJson.Format)!;

        Assert.True(kept.AreOf(_dense, "onnx-int8"));
        Assert.False(kept.AreOf(_dense, "onnx"));
        Assert.False(kept.AreOf(Networks.CycleGan(width: 16, blocks: 3), "onnx-int8"));
        Assert.Equal(found.Of(_dense), kept.Of(_dense));
    }

    [Fact]
    public void A_kernel_of_more_channels_never_costs_less()
    {
        var bytes = OnnxFileBytes.Of(_dense, "onnx-int8", new OnnxShape());
        foreach (var node in _dense.Nodes)
        {
            for (var channels = 4; channels < 40; channels += 4)
            {
                var cost = bytes.OfLayer(node.Name, channels, channels);
                Assert.True(bytes.OfLayer(node.Name, channels + 4, channels) >= cost);
                Assert.True(bytes.OfLayer(node.Name, channels, channels + 4) >= cost);
            }
        }
    }
}
