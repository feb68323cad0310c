using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Pipeline;

namespace GsFramework.Tests.Host.Pipeline;

public class DiscriminatorChannelsTests
{
    private static readonly ImageSize _size = ImageSize.Square(16);

    [Theory]
    [InlineData(3, 3, 3, false)]
    [InlineData(3, 3, 6, true)]
    [InlineData(1, 3, 4, true)]
    [InlineData(3, 1, 1, false)]
    [InlineData(4, 4, 8, true)]
    public void The_channels_of_the_output_or_of_both_will_do(int from, int to, int taken, bool isConditional)
    {
        var (generator, judge) = (Convolution(from, to), Convolution(taken, 1));

        Check(judge, generator, new FeatureShape(to, 16, 16));

        Assert.Equal(isConditional, DiscriminatorChannels.AreOfBoth(judge, generator, _size));
    }

    [Theory]
    [InlineData(3, 3, 5)]
    [InlineData(3, 1, 3)]
    [InlineData(1, 3, 1)]
    public void Other_channels_are_refused_and_both_numbers_that_will_do_are_named(int from, int to, int taken)
    {
        var fault = Assert.Throws<UserException>(() =>
            Check(Convolution(taken, 1), Convolution(from, to), new FeatureShape(to, 16, 16))
        );

        Assert.Contains(
            $"Give one that takes {to}, which judges outputs by themselves, or {from + to},",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_conditional_one_is_refused_where_outputs_are_larger_than_inputs()
    {
        var larger = new FeatureShape(3, 32, 32);

        Check(Convolution(3, 1), Convolution(3, 3), larger);
        Assert.Contains(
            "makes 32x32 of 16x16. Give one that takes 3 channels (RGB)",
            Assert.Throws<UserException>(() => Check(Convolution(6, 1), Convolution(3, 3), larger)).Message,
            StringComparison.Ordinal
        );
    }

    private static void Check(NetworkGraph judge, NetworkGraph generator, FeatureShape made) =>
        DiscriminatorChannels.Check(judge, generator, made, "model.teacher", _size);

    private static NetworkGraph Convolution(int from, int to) =>
        new GraphBuilder(from).Add("conv", new Conv2d(from, to, KernelSize: 3, Padding: 1)).Build();
}
