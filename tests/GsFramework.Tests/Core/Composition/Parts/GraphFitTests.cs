using GsFramework.Core.Composition.Parts;
using GsFramework.Graph;
using GsFramework.Graph.Layers;

namespace GsFramework.Tests.Core.Composition.Parts;

/// <summary>Whose fault it is that a network does not run: the size's, or the network's.</summary>
public class GraphFitTests
{
    [Fact]
    public void A_network_that_runs_at_other_sizes_is_not_blamed_and_the_nearest_sizes_are_told()
    {
        var graph = Skipping();

        var fault = Assert.Throws<UserException>(() => GraphFit.At(graph, "model.generator 'u'", 65, "data.imageSize"));

        Assert.StartsWith(
            "data.imageSize = 65 does not fit model.generator 'u': layer 'join' (concat) reads 4x64x64 from 'up' (",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("64 and 66 fit, the nearest to 65.", fault.Message, StringComparison.Ordinal);
        Assert.Null(GraphFit.Fault(graph));
        Assert.Equal(new FeatureShape(3, 64, 64), GraphFit.At(graph, "model.generator 'u'", 64, "data.imageSize"));
    }

    [Fact]
    public void Sizes_that_come_out_as_they_went_in_are_preferred()
    {
        // Runs at 66 too, but makes 64 of it.
        var graph = new GraphBuilder(inputChannels: 3)
            .Add("down", new Conv2d(3, 4, KernelSize: 4, Stride: 4))
            .Add("up", new ConvTranspose2d(4, 3, KernelSize: 4, Stride: 4))
            .Build();

        Assert.Equal("64 and 68 fit, the nearest to 66.", GraphFit.NearestKept(graph, 66));
        Assert.Equal("4 fits, the nearest to 2.", GraphFit.Nearest(graph, 2));
    }

    [Fact]
    public void A_network_that_runs_at_no_size_is_blamed_with_the_layer_and_the_shapes_that_meet()
    {
        var graph = new GraphBuilder(inputChannels: 3)
            .Add("stem", new Conv2d(3, 8, KernelSize: 3, Stride: 2))
            .Add("next", new Conv2d(16, 16, KernelSize: 3))
            .Build();

        const string Expected =
            "its layers do not fit one another, whatever the size of the image. With one of 3x256x256, layer 'next' "
            + "(conv2d) reads "
            + "8x127x127 from 'stem' (conv2d): conv2d takes 16 channels and is given 8.";
        Assert.Equal(Expected, GraphFit.Fault(graph));
        var fault = Assert.Throws<UserException>(() => GraphFit.At(graph, "old/model", 64, "--size"));
        Assert.StartsWith($"old/model can run on no image: {Expected}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--size", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_itself_may_have_the_wrong_channels()
    {
        var graph = new GraphBuilder(inputChannels: 1).Add("stem", new Conv2d(3, 8, KernelSize: 3)).Build();

        Assert.Contains(
            "layer 'stem' (conv2d) reads 1x256x256 from the image: conv2d takes 3 channels and is given 1.",
            GraphFit.Fault(graph),
            StringComparison.Ordinal
        );
    }

    private static NetworkGraph Skipping()
    {
        var builder = new GraphBuilder(inputChannels: 3)
            .Add("down", new Conv2d(3, 4, KernelSize: 4, Stride: 2, Padding: 1))
            .Add("up", new ConvTranspose2d(4, 4, KernelSize: 4, Stride: 2, Padding: 1));
        return builder
            .Add("join", new Concat(), builder.Last, NetworkGraph.InputName)
            .Add("last", new Conv2d(7, 3, KernelSize: 1))
            .Build();
    }
}
