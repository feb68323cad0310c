using GsFramework.Core.Data;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class ImageGridTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Images_stand_side_by_side_on_white_with_gaps()
    {
        var (black, gray) = (full([3, 4, 5], -1f), full([1, 4, 5], 0f));
        ImageGrid.Save(
            _folder["grid.png"],
            [
                [black, gray],
                [gray],
            ]
        );
        var grid = ImageFile.Load(_folder["grid.png"]);

        Assert.Equal([3, 4 + 4 + 4 + 4 + 4, 4 + 5 + 4 + 5 + 4], grid.shape);
        Assert.Equal(-1, grid[0, 4, 4].item<float>());
        Assert.Equal(1, grid[0, 3, 4].item<float>());
        Assert.Equal(1, grid[0, 4, 9].item<float>());
        Assert.Equal(0, grid[2, 4, 13].item<float>(), 0.01);
        Assert.Equal(0, grid[2, 12, 4].item<float>(), 0.01);
        Assert.Equal(1, grid[2, 12, 13].item<float>());
    }

    [Fact]
    public void Small_images_are_enlarged_without_blur()
    {
        var image = tensor(new float[] { -1, 1, 1, -1 }).reshape(1, 2, 2).expand(3, -1, -1);
        ImageGrid.Save(
            _folder["grid.png"],
            [
                [image],
            ],
            scale: 3
        );
        var grid = ImageFile.Load(_folder["grid.png"])[.., 4..10, 4..10];

        TensorAssert.Same(image.repeat_interleave(3, dim: 1).repeat_interleave(3, dim: 2), grid);
    }

    [Fact]
    public void Images_of_one_thing_are_enlarged_without_blur_to_the_largest()
    {
        var small = tensor(new float[] { -1, 1, 1, -1 }).reshape(1, 2, 2);
        var (large, same) = (zeros(3, 4, 4), ones(1, 4, 4));

        var shown = ImageGrid.OfOneSize([small, large, same]);

        TensorAssert.Same(small.repeat_interleave(2, dim: 1).repeat_interleave(2, dim: 2), shown[0]);
        Assert.Same(large, shown[1]);
        Assert.Same(same, shown[2]);
    }

    [Fact]
    public void Titles_stand_over_the_columns_where_there_is_a_font_and_never_touch_the_images()
    {
        var row = new[] { zeros(3, 64, 64), zeros(3, 64, 64) };
        ImageGrid.Save(_folder["plain.png"], [row]);
        ImageGrid.Save(_folder["titled.png"], [row], ["input", "a title that is far too long for its column"]);
        var (plain, titled) = (ImageFile.Load(_folder["plain.png"]), ImageFile.Load(_folder["titled.png"]));
        var header = titled.shape[1] - plain.shape[1];

        Assert.Equal(plain.shape[2], titled.shape[2]);
        TensorAssert.Same(plain, titled.narrow(1, header, plain.shape[1]));
        Assert.Equal(header > 0, titled.narrow(1, 0, header).lt(0).any().item<bool>());
    }
}
