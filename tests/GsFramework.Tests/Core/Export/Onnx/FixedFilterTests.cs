using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Export.Onnx;

public sealed class FixedFilterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kernel_that_is_not_quantised_stays_in_fp32_and_is_named_unless_it_is_a_fixed_filter(bool isFixed)
    {
        using var scope = NewDisposeScope();
        var blur = new Conv2d(4, 4, KernelSize: 3, Padding: 1, Groups: 4, Bias: false, Fixed: isFixed);
        var graph = Quantized(
            new GraphBuilder(3)
                .Add("first", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
                .Add("blur", blur with { Fixed = true })
                .Add("last", new Conv2d(4, 3, KernelSize: 3, Padding: 1))
                .Build()
        );
        graph = graph.Replace(node => [node.Name == "blur" ? node with { Layer = blur } : node]);
        using var weights = Networks.RandomWeights(graph, 1);
        using var module = new GraphModule(graph, weights) { Observing = true };
        module.forward(Networks.Image(16, seed: 2));
        using var observed = module.CopyWeights();

        var obstacle = OnnxInt8Format.Obstacle(new LoadedModel(graph, observed));

        Assert.Null(obstacle);
        Assert.True(OnnxInt8Format.HasRanges(graph));
        Assert.Equal(isFixed ? [] : ["blur"], OnnxInt8Format.FloatLayers(graph));
    }

    private static NetworkGraph Quantized(NetworkGraph graph) =>
        GraphQuantization.Quantize(
            graph,
            static _ => new(new WeightQuantizer(8, PerChannel: true), new AffineQuantizer(8), new AffineQuantizer(8))
        );
}
