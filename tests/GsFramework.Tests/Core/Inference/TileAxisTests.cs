using FsCheck;
using FsCheck.Xunit;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Inference;

namespace GsFramework.Tests.Core.Inference;

public sealed class TileAxisTests
{
    [Property]
    public void Tiles_cover_a_side_on_the_networks_grid_and_share_the_overlap(
        PositiveInt length,
        PositiveInt units,
        NonNegativeInt overlapped,
        PositiveInt steps,
        bool isFixed
    )
    {
        var multiple = 1 + (steps.Get % 5);
        var most = multiple * (1 + units.Get);
        var overlap = most / 2 / multiple * multiple is > 0 and var largest
            ? overlapped.Get % (largest + 1) / multiple * multiple
            : 0;

        var axis = TileAxis.Plan(length.Get, most, overlap, multiple, isFixed);

        Assert.True(axis.Length >= length.Get && (isFixed || axis.Length < length.Get + multiple));
        Assert.True(axis.Tile <= most && axis.Tile % multiple == 0 && (!isFixed || axis.Tile == most));
        Assert.Equal((0, axis.Length - axis.Tile), (axis.Starts[0], axis.Starts[^1]));
        foreach (var (before, after) in axis.Starts.Zip(axis.Starts.Skip(1)))
        {
            Assert.True(after > before && after % multiple == 0 && before + axis.Tile - after >= overlap);
        }
    }

    [Property]
    public void The_weights_of_every_pixel_add_up_to_one_and_borders_do_not_count(
        PositiveInt length,
        PositiveInt units,
        PositiveInt overlapped
    )
    {
        var most = 4 * units.Get;
        var overlap = overlapped.Get % ((most / 2) + 1);
        var axis = TileAxis.Plan(length.Get, most, overlap, multiple: 2);

        var sums = new double[axis.Length];
        for (var tile = 0; tile < axis.Starts.Count; tile++)
        {
            var weights = axis.Weights(tile);
            Assert.All(weights, static weight => Assert.InRange(weight, 0, 1));
            for (var pixel = 0; pixel < weights.Length; pixel++)
            {
                sums[axis.Starts[tile] + pixel] += weights[pixel];
            }

            Assert.True(tile == 0 || weights.Take(overlap / 4).All(static weight => weight == 0));
            Assert.True(
                tile == axis.Starts.Count - 1 || weights.TakeLast(overlap / 4).All(static weight => weight == 0)
            );
        }

        Assert.All(sums, static sum => Assert.Equal(1, sum, 5));
    }

    [Property]
    public void In_the_output_of_a_network_that_changes_the_size_the_weights_add_up_to_one_too(
        PositiveInt length,
        PositiveInt units,
        PositiveInt over,
        PositiveInt under
    )
    {
        var ratio = SizeRatio.Of(1 + (over.Get % 4), 1 + (under.Get % 4));
        var most = 4 * ratio.Denominator * units.Get;
        var axis = TileAxis.Plan(length.Get, most, most / 4, ratio.Denominator).Times(ratio);

        var sums = new double[axis.Length];
        for (var tile = 0; tile < axis.Starts.Count; tile++)
        {
            foreach (var (pixel, weight) in axis.Weights(tile).Index())
            {
                sums[axis.Starts[tile] + pixel] += weight;
            }
        }

        Assert.Equal(axis.Length, axis.Starts[^1] + axis.Tile);
        Assert.All(sums, static sum => Assert.Equal(1, sum, 5));
    }

    [Fact]
    public void No_more_is_computed_than_so_many_tiles_need()
    {
        var axis = TileAxis.Plan(1100, 1024, 128, 4);

        Assert.Equal([0, 484], axis.Starts);
        Assert.Equal(616, axis.Tile);
    }
}
