using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class ImageFitTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(64, 48, 16, 16)]
    [InlineData(7, 100, 33, 21)]
    [InlineData(5, 3, 40, 64)]
    [InlineData(1, 1, 3, 3)]
    public void Scaling_agrees_with_libtorch_to_a_grey_level(int height, int width, int newHeight, int newWidth)
    {
        using var random = new Generator(3, CPU);
        var image = PixelImage.FromTensor((rand([3, height, width], generator: random) * 2) - 1);
        var reference = nn
            .functional.interpolate(
                tensor(image.Planes, [1, 3, height, width]).to(float32),
                [newHeight, newWidth],
                mode: InterpolationMode.Bicubic,
                align_corners: false,
                antialias: true
            )
            .round()
            .clamp(0, 255)
            .flatten();
        var scaled = tensor(PixelScaling.Scale(image, new ImageSize(newHeight, newWidth)).Planes).to(float32);
        var gap = scaled.sub(reference).abs();

        Assert.True(gap.max().item<float>() <= 1);
        Assert.True(gap.mean().item<float>() < 0.01);
    }

    [Fact]
    public void A_pixel_value_becomes_exactly_v_over_127_5_minus_1() =>
        TensorAssert.Same(
            arange(256).to(float32).div_(127.5).sub_(1).expand(3, 1, 256),
            new PixelImage([.. Enumerable.Range(0, 768).Select(static i => (byte)i)], 1, 256).ToTensor()
        );

    [Fact]
    public void Stretching_keeps_all_of_an_image_and_covering_cuts_its_ends()
    {
        // White ends left and right, black between them.
        var image = ones(3, 8, 32);
        image[.., .., 4..28] = -1f;
        ImageFile.Save(_folder["trainA", "a.png"], image);

        Assert.True(Open(new() { Resize = ImageResize.Stretch }).Load(0)[.., .., 0].min().item<float>() > 0.5);
        Assert.True(Open(new()).Load(0).max().item<float>() < -0.9);
    }

    [Fact]
    public void Without_scaling_pixels_stay_what_they_are_and_smaller_images_are_left_out()
    {
        var image = (rand(3, 12, 14) * 2) - 1;
        ImageFile.Save(_folder["trainA", "a.png"], image);
        ImageFile.Save(_folder["trainA", "small.png"], zeros(3, 7, 20));
        var images = Open(new() { Resize = ImageResize.None });

        Assert.Equal(1, images.Count);
        TensorAssert.Same(ImageFile.Load(_folder["trainA", "a.png"])[.., 2..10, 3..11], images.Load(0));
    }

    [Fact]
    public void Images_of_mixed_sizes_fill_one_batch()
    {
        for (var i = 1; i <= 6; i++)
        {
            ImageFile.Save(_folder["trainA", $"{i}.png"], zeros(3, 5 * i, 40 / i));
        }

        Assert.Equal([6, 3, 8, 8], new ImageBatches(Open(new()), 6, seed: 1, flip: true).Next(0).Images.shape);
    }

    [Fact]
    public void A_random_crop_is_a_part_of_the_loaded_image_and_differs_from_step_to_step()
    {
        var image = (rand(3, 12, 12) * 2) - 1;
        ImageFile.Save(_folder["trainA", "a.png"], image);
        var loaded = ImageFile.Load(_folder["trainA", "a.png"]);
        var batches = new ImageBatches(Open(new() { Crop = ImageCrop.Random, LoadSize = 12 }), 1, seed: 1, flip: false);
        var seen = new HashSet<(int, int)>();
        for (var step = 0; step < 200; step++)
        {
            var crop = batches.Next(step).Images[0];
            seen.Add(
                (from top in Enumerable.Range(0, 5) from left in Enumerable.Range(0, 5) select (top, left)).Single(at =>
                    loaded[.., at.top..(at.top + 8), at.left..(at.left + 8)].eq(crop).all().item<bool>()
                )
            );
        }

        Assert.Equal(25, seen.Count);
    }

    [Fact]
    public void Random_crops_and_flips_depend_on_seed_and_step_alone()
    {
        for (var i = 0; i < 5; i++)
        {
            ImageFile.Save(_folder["trainA", $"{i}.png"], (rand(3, 20, 30) * 2) - 1);
        }

        ImageBatches Batches(long seed, int cache) =>
            new(Open(new() { Crop = ImageCrop.Random, CacheMegabytes = cache }), 2, seed, flip: true);
        var (first, other) = (Batches(1, 100), Batches(2, 100));
        using var resumed = new BatchLoader(Batches(1, 0));
        Assert.Contains(Enumerable.Range(0, 10), step => !first.Next(step).Images.allclose(other.Next(step).Images));
        foreach (var step in new[] { 0, 1, 2, 3, 11, 12, 4 })
        {
            TensorAssert.Same(first.Next(step).Images, resumed.Next(step).Images);
        }
    }

    [Fact]
    public void Validation_and_test_images_are_never_cut_at_random()
    {
        ImageFile.Save(_folder["trainA", "a.png"], (rand(3, 8, 8) * 2) - 1);
        ImageFile.Save(_folder["testA", "a.png"], (rand(3, 8, 8) * 2) - 1);
        var source = Source(new() { Crop = ImageCrop.Random });

        Assert.False(((ITrainingImageSet)source.Open(Split.Test, Domain.Source)).CropsAtRandom);
        Assert.True(((ITrainingImageSet)source.Open(Split.Train, Domain.Source)).CropsAtRandom);
        TensorAssert.Same(ImageFile.Load(_folder["testA", "a.png"]), source.Open(Split.Test, Domain.Source).Load(0));

        // Where training images are looked at and not trained on, they are what test images would be.
        TensorAssert.Same(ImageFile.Load(_folder["trainA", "a.png"]), source.Open(Split.Train, Domain.Source).Load(0));
    }

    [Fact]
    public void A_load_size_below_the_image_size_is_refused()
    {
        var fault = Assert.Throws<UserException>(() => Source(new() { Crop = ImageCrop.Random, LoadSize = 7 }));

        Assert.Contains("data.source.loadSize is 7", fault.Message, StringComparison.Ordinal);
        GsFramework.Parts.IValidatesOptions options = new FolderImageOptions { Root = "x", LoadSize = 300 };
        Assert.Contains(options.Faults(), static one => one.Property == "LoadSize");
    }

    private FolderImageSource Source(FolderImageOptions options) =>
        new(options with { Root = _folder.Path }, ImageSize.Square(8));

    private IImageDataset Open(FolderImageOptions options) => Source(options).Open(Split.Train, Domain.Source);
}
