using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Graph;

public class GraphJsonTests
{
    [Fact]
    public void Every_kind_of_layer_survives_the_round_trip()
    {
        var quantizer = new WeightQuantizer(7, PerChannel: true, Frozen: true);
        var graph = new GraphBuilder(3)
            .Add("conv", new Conv2d(3, 4, 3, 2, 1, 1, false, quantizer))
            .Add("up", new ConvTranspose2d(4, 4, 3, 2, 1, 1, true, new WeightQuantizer(8, PerChannel: false)))
            .Add("norm", new InstanceNorm2d(4, Affine: true, Epsilon: 1e-3))
            .Add("batch", new BatchNorm2d(4, 1e-4, 0.2))
            .Add("leaky", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
            .Add("pad", new Padding2d(PaddingKind.Reflect, 1, 2, 3, 4))
            .Add("sum", new Add(), "pad", "pad")
            .Add("both", new Concat(), "sum", "pad")
            .Add("shuffle", new DepthToSpace(2))
            .Add("rows", new RowShuffle(2, 1))
            .Add("shift", new ChannelShift(2))
            .Add("clamp", new ClampQuantizer(8, 4.0))
            .Add("affine", new AffineQuantizer(5, 0.3))
            .Add("max", new MaxPool2d(2, 2))
            .Add("scale", new ChannelScale(2))
            .Add("select", new ChannelSelect(2, [1, 0]))
            .Add("linear", new LinearMap(0.2, 0.1))
            .Add("clip", new Clip(Max: 3))
            .Add("slopes", new ParametricRelu(2))
            .Add("group", new GroupNorm(2, 2, Affine: false))
            .Add("pixels", new ChannelNorm(2))
            .Add("average", new AveragePool2d(2, 1, 1, CountPadding: false))
            .Add("crop", new Crop2d(1, 0, 0, 1))
            .Add("resize", new Resize(2, 1.5, Interpolation.Cubic, PixelPlaces.HalfPixel, NearestRounding.Ceil))
            .Add("blocks", new SpaceToDepth(1))
            .Add("label", new ConstantChannels(2))
            .Add("product", new Multiply(), "blocks", "label")
            .Add("fit", new FitTo(FitPlace.Center), "product", "crop")
            .Add("pool", new GlobalAveragePool())
            .Add("spread", new ExpandTo(), "pool", "crop")
            .Build();

        var read = GraphJson.Read(GraphJson.Write(graph), LayerKind.BuiltIn);

        Assert.Equal(graph.Nodes.Select(static node => node.Layer), read.Nodes.Select(static node => node.Layer));
        Assert.Equal(
            graph.Nodes.SelectMany(static node => node.Inputs.Prepend(node.Name)),
            read.Nodes.SelectMany(static node => node.Inputs.Prepend(node.Name))
        );
        Assert.Equal(
            LayerKind.BuiltIn.Select(static kind => kind.Name).Order(),
            graph.Nodes.Select(static node => node.Layer.Kind).Distinct().Order()
        );
    }

    [Theory]
    [InlineData("", "not a network graph")]
    [InlineData("[]", "no number 'schemaVersion'")]
    [InlineData("""{ "schemaVersion": 99 }""", "schema version 99")]
    [InlineData("""{ "schemaVersion": 1, "inputChannels": 3 }""", "no list 'nodes'")]
    [InlineData("""{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{}] }""", "Layer 0 has no text 'name'")]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "warp", "inputs": ["input"] }] }""",
        "Layer 'a' is of the kind 'warp' of a plugin, which is not loaded"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "warp", "inputs": ["input"] }], "layerKinds": { "warp": { "plugin": "Acme.Warps", "version": "1.2" } } }""",
        "Layer 'a' is of the kind 'warp' of plugin Acme.Warps 1.2, which is not loaded"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "warp", "inputs": ["input"] }], "layerKinds": { "warp": 3 } }""",
        "Layer 'a' is of the kind 'warp' of a plugin, which is not loaded"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "add", "inputs": [3] }] }""",
        "Layer 'a' has an input that is no name"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "add", "inputs": ["b"] }] }""",
        "'a' reads 'b'"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "conv2d", "inputs": ["input"], "layer": { "inChannels": 3 } }] }""",
        "outChannels"
    )]
    [InlineData(
        """{ "schemaVersion": 1, "inputChannels": 3, "nodes": [{ "name": "a", "kind": "add", "inputs": ["input"], "layer": { "width": 3 } }] }""",
        "width"
    )]
    [InlineData("""{ "schemaVersion": 1, "inputChannels": 3, "nodes": [] }""", "at least one layer")]
    public void A_file_that_is_no_graph_says_why(string text, string expected)
    {
        var fault = Assert.ThrowsAny<GraphException>(() => GraphJson.Read(text, LayerKind.BuiltIn));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }
}
