using GsFramework.Models.Generators;
using GsFramework.Teachers.CartoonGan;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Teachers;

public sealed class EdgeSmoothingTests
{
    [Fact]
    public void An_image_without_edges_is_left_as_it_is()
    {
        using var scope = NewDisposeScope();
        var image = linspace(-0.2, 0.2, 16).expand(1, 3, 16, 16).contiguous();

        Assert.True(EdgeSmoothing.Apply(image, 100, 200).Equals(image));
    }

    [Fact]
    public void An_edge_is_blurred_two_pixels_to_either_side_of_its_line()
    {
        using var scope = NewDisposeScope();
        var image = Step(16, 8);

        var edges = EdgeSmoothing.Edges(image, 100, 200);
        var smoothed = EdgeSmoothing.Apply(image, 100, 200);

        // One line of edge pixels, where the brightness jumps.
        Assert.Equal(16, edges.sum().item<float>());
        var column = (int)edges[0, 0, 5].argmax().item<long>();
        Assert.InRange(column, 7, 8);
        var changed = (smoothed - image).abs()[0, 0, 5];
        for (var x = 0; x < 16; x++)
        {
            var near = Math.Abs(x - column) <= 2 && x is >= 6 and <= 9;
            Assert.True(near == (changed[x].item<float>() > 1e-6), $"x = {x}");
        }

        // Blur of a step keeps its order and stays within its values.
        var row = smoothed[0, 0, 5].data<float>().ToArray();
        Assert.All(row.Skip(1).Zip(row), static pair => Assert.True(pair.First > pair.Second - 1e-6));
        Assert.InRange(row.Min(), -1.0001, -0.9999);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_weak_edge_counts_where_it_touches_a_strong_one(bool touches, bool counts)
    {
        using var scope = NewDisposeScope();
        // A jump by 30 grey levels is weak (120, and 180 at its corner), one by 120 strong (480).
        var image = full([1, 3, 16, 16], -1f);
        image.narrow(3, 8, 8).narrow(2, 8, 8).fill_(-1f + (30 / 127.5f));
        if (touches)
        {
            image.narrow(3, 8, 8).narrow(2, 0, 8).fill_(-1f + (120 / 127.5f));
        }

        var edges = EdgeSmoothing.Edges(image, 100, 200);

        Assert.Equal(counts, edges[0, 0, 12].sum().item<float>() > 0);
        Assert.True(EdgeSmoothing.Edges(image, 100, 2000).sum().item<float>() == 0);
    }

    [Fact]
    public void Edges_of_every_direction_are_thin()
    {
        using var scope = NewDisposeScope();
        var ramp = arange(32, dtype: float32);
        var diagonal = (ramp.view(32, 1) + ramp.view(1, 32) > 31).to(float32).expand(1, 3, 32, 32) * 2 - 1;
        var falling = (ramp.view(32, 1) - ramp.view(1, 32) > 0).to(float32).expand(1, 3, 32, 32) * 2 - 1;

        foreach (var image in new[] { Step(32, 16), Step(32, 16).transpose(2, 3), diagonal, falling })
        {
            var count = EdgeSmoothing.Edges(image.contiguous(), 100, 200).sum().item<float>();
            Assert.InRange(count, 28, 64);
        }
    }

    private static Tensor Step(int side, int from)
    {
        var image = full([1, 3, side, side], -1f);
        image.narrow(3, from, side - from).fill_(1f);
        return image;
    }
}
