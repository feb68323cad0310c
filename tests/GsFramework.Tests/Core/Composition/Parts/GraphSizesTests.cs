using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Composition.Parts;

public class GraphSizesTests
{
    [Theory]
    [InlineData(1, 1, "1", 1)]
    [InlineData(1, 2, "2", 1)]
    [InlineData(2, 1, "1/2", 2)]
    [InlineData(2, 3, "3/2", 2)]
    [InlineData(4, 1, "1/4", 4)]
    [InlineData(3, 3, "1", 3)]
    [InlineData(8, 9, "9/8", 8)]
    public void The_ratio_of_outputs_to_inputs_holds_at_multiples_of_what_divides_the_image(
        int stride,
        int factor,
        string ratio,
        int multiple
    )
    {
        var sizes = GraphSizes.Of(Resizing(stride, factor));

        Assert.Equal((ratio, multiple), ($"{sizes.Ratio}", sizes.Multiple));
        Assert.Null(GraphSizes.Fault(Resizing(stride, factor)));
    }

    [Fact]
    public void A_network_that_keeps_the_size_at_multiples_has_the_ratio_one()
    {
        var sizes = GraphSizes.Of(Networks.CycleGan(blocks: 1));

        Assert.Equal((SizeRatio.One, 4, 8), (sizes.Ratio, sizes.Multiple, sizes.Least));
    }

    [Fact]
    public void What_is_rounded_off_is_not_taken_for_a_ratio()
    {
        // At multiples of 61 near 512 the outputs are 60/61 of the input.
        Assert.Equal((SizeRatio.One, 60), Found(Resizing(stride: 60, factor: 60)));

        // Only multiples of 96 come out as they went in, which are too far apart to be of use.
        var wide = new GraphBuilder(3)
            .Add("down1", new Conv2d(3, 48, KernelSize: 24, Stride: 24))
            .Add("down2", new Conv2d(48, 48, KernelSize: 4, Stride: 4))
            .Add("up1", new DepthToSpace(4))
            .Add("wide", new Conv2d(3, 3 * 24 * 24, KernelSize: 1))
            .Add("up2", new DepthToSpace(24))
            .Build();
        Assert.Equal((SizeRatio.One, 0), Found(wide));
        Assert.Null(GraphSizes.Fault(wide));

        static (SizeRatio, int) Found(NetworkGraph graph)
        {
            var sizes = GraphSizes.Of(graph);
            return (sizes.Ratio, sizes.Multiple);
        }
    }

    [Fact]
    public void A_border_that_is_cut_off_is_no_constant_ratio()
    {
        var graph = new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 3)).Build();

        Assert.Equal(0, GraphSizes.Of(graph).Multiple);
        Assert.Equal(
            "of an image of 7680x7680 it makes one of 7678x7678, and of 15360x15360 one of 15358x15358",
            GraphSizes.Fault(graph)
        );
    }

    [Fact]
    public void Two_directions_with_different_ratios_are_no_ratio()
    {
        var graph = new GraphBuilder(3).Add("wide", new Wide()).Build();

        Assert.Equal(0, GraphSizes.Of(graph).Multiple);
        Assert.Contains("7680x15360", GraphSizes.Fault(graph), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_fit_are_those_at_which_the_ratio_holds() =>
        Assert.Equal("30 and 32 fit, the nearest to 31.", GraphFit.NearestKept(Resizing(stride: 2, factor: 1), 31));

    [Theory]
    [InlineData("2", 2, 1)]
    [InlineData("2/4", 1, 2)]
    public void A_ratio_is_read_as_it_is_written(string text, int numerator, int denominator) =>
        Assert.Equal(new SizeRatio(numerator, denominator), SizeRatio.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1/0")]
    [InlineData("-2")]
    [InlineData("2000000")]
    [InlineData("1/2/3")]
    public void What_is_no_ratio_is_not_read(string text) => Assert.Null(SizeRatio.Read(text));

    private static NetworkGraph Resizing(int stride, int factor) =>
        new GraphBuilder(3)
            .Add("down", new Conv2d(3, 3 * factor * factor, KernelSize: stride, Stride: stride))
            .Add("up", new DepthToSpace(factor))
            .Build();

    [LayerKind("test-wide")]
    private sealed record Wide : Layer
    {
        public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) =>
            inputs[0] with
            {
                Width = 2 * inputs[0].Width,
            };

        public override Tensor Forward(IReadOnlyList<Tensor> inputs, LayerState state) => inputs[0];

        public override int[] Channels(IReadOnlyList<int[]> inputs, ChannelTracker tracker) => Single(inputs);

        public override double[] Constants(IReadOnlyList<double[]> inputs, int outputChannels, LayerState state) =>
            Single(inputs);

        public override GsFramework.Graph.Onnx.OnnxValue WriteOnnx(
            IReadOnlyList<GsFramework.Graph.Onnx.OnnxValue> inputs,
            LayerState state,
            GsFramework.Graph.Onnx.IOnnxNodes nodes
        ) => Single(inputs);
    }
}
