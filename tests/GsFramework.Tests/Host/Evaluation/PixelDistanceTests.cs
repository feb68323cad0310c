using GsFramework.Core.Configuration;
using GsFramework.Host.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class PixelDistanceTests
{
    [Fact]
    public void PSNR_refers_to_the_range_from_minus_one_to_one()
    {
        using var scope = NewDisposeScope();
        var white = ones(2, 3, 4, 4);

        var values = Psnr.Of(stack([-white[0], white[0] - 0.2f]), white);

        Assert.Equal([0, 20], values, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Equal_images_have_the_highest_PSNR_not_an_infinite_one() =>
        Assert.Equal(Psnr.Ceiling, Assert.Single(Psnr.Of(ones(1, 3, 4, 4), ones(1, 3, 4, 4))));

    [Fact]
    public void PSNR_is_taken_of_each_image_before_the_mean()
    {
        using var scope = NewDisposeScope();
        var scores = new PixelScores();

        scores.Add([0, 1], tensor(new float[] { 0.2f, 0.02f }).view(2, 1, 1, 1), zeros(2, 1, 1, 1));

        var psnr = scores.Mean(ScoreKind.Psnr)!.Value;
        Assert.Equal(30, psnr.Mean, tolerance: 1e-4);
        Assert.Equal(10, psnr.StandardError!.Value, tolerance: 1e-4);
        Assert.Equal(0.11, scores.Mean(ScoreKind.L1)!.Value.Mean, tolerance: 1e-6);
    }

    [Fact]
    public void L1_is_the_mean_difference_of_each_image()
    {
        using var scope = NewDisposeScope();
        var images = stack([zeros(3, 2, 2), full([3, 2, 2], -1f)]);

        Assert.Equal([1, 2], L1.Of(images, ones(2, 3, 2, 2)));
    }

    [Fact]
    public void One_image_has_no_standard_error() => Assert.Equal(new MeanWithError(3, null), MeanWithError.Of([3]));

    [Fact]
    public void Images_of_different_sizes_are_not_compared()
    {
        using var scope = NewDisposeScope();

        var exception = Assert.Throws<UserException>(() =>
            new PixelScores().Add([0], zeros(1, 3, 4, 4), zeros(1, 3, 8, 8))
        );

        Assert.Contains("3x8x8", exception.Message, StringComparison.Ordinal);
    }
}
