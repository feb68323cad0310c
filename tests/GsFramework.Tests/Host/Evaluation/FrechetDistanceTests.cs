using GsFramework.Host.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class FrechetDistanceTests
{
    [Fact]
    public void In_one_dimension_it_is_the_difference_of_means_and_deviations()
    {
        using var scope = NewDisposeScope();
        var x = tensor(
            new double[,]
            {
                { -1 },
                { 0 },
                { 1 },
            }
        );
        var y = (x * 3) + 5;

        var distance = FrechetDistance.Between(x, y);

        Assert.Equal((5 * 5) + (2 * 2), distance.Value, tolerance: 1e-10);
        Assert.True(distance.Meaningful);
    }

    [Fact]
    public void In_two_dimensions_it_is_that_of_the_normal_distributions()
    {
        using var scope = NewDisposeScope();
        var corners =
            tensor(
                new double[,]
                {
                    { -1, -1 },
                    { -1, 1 },
                    { 1, -1 },
                    { 1, 1 },
                }
            ) * Math.Sqrt(0.75);
        var rotation = tensor(
            new double[,]
            {
                { 0.6, -0.8 },
                { 0.8, 0.6 },
            }
        );
        var stretched = corners * tensor(new double[] { 2, 5 });

        // Covariances I and diag(4, 25): (1 - 2)² + (1 - 5)²; rotated they no longer commute with diag(9, 1).
        Assert.Equal(17, FrechetDistance.Between(corners, stretched.matmul(rotation)).Value, tolerance: 1e-9);
        Assert.Equal(
            TwoByTwo([4, 0, 25], [9 * 0.36 + 0.64, -8 * 0.48, 9 * 0.64 + 0.36]),
            FrechetDistance.Between(stretched, (corners * tensor(new double[] { 3, 1 })).matmul(rotation)).Value,
            tolerance: 1e-9
        );
    }

    [Fact]
    public void It_is_zero_for_the_same_set()
    {
        using var scope = NewDisposeScope();
        var x = Normal(50, 7, 1);

        Assert.Equal(0, FrechetDistance.Between(x, x).Value, tolerance: 1e-9);
    }

    [Fact]
    public void It_is_symmetric()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(40, 6, 1), (Normal(60, 6, 2) * 2) + 1);

        Assert.Equal(FrechetDistance.Between(x, y).Value, FrechetDistance.Between(y, x).Value, tolerance: 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(64)]
    public void With_too_few_images_it_is_a_number_that_says_that_it_means_little(int images)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(images, 64, 1), Normal(100, 64, 2));

        var distance = FrechetDistance.Between(x, y);
        var back = FrechetDistance.Between(y, x);

        Assert.True(double.IsFinite(distance.Value));
        Assert.Equal(distance.Value, back.Value, tolerance: 1e-5 * distance.Value);
        Assert.False(distance.Meaningful);
        Assert.Contains($"{images} images for 64 dimensions", distance.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_features_give_no_NaN()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(4 * 3, FrechetDistance.Between(zeros(10, 3), full([10, 3], 2f)).Value, tolerance: 1e-12);
    }

    [Fact]
    public void Many_copies_of_few_images_do_not_make_it_meaningful()
    {
        using var scope = NewDisposeScope();

        var distance = FrechetDistance.Between(Normal(3, 4, 1).repeat(20, 1), Normal(50, 4, 2));

        Assert.Contains("only 3 different", distance.Reason, StringComparison.Ordinal);
        Assert.True(double.IsFinite(distance.Value));
    }

    [Fact]
    public void Features_that_are_no_numbers_are_an_error_that_names_the_image()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(10, 3, 1), Normal(10, 3, 2));
        y[4, 1] = double.NaN;

        foreach (
            var exception in new[]
            {
                Assert.Throws<UserException>(() => FrechetDistance.Between(x, y)),
                Assert.Throws<UserException>(() => Kid.Between(x, y)),
            }
        )
        {
            Assert.Contains("image 5 of the second set", exception.Message, StringComparison.Ordinal);
        }
    }

    // tr √(AB) of two-by-two matrices is √(tr AB + 2 √det AB).
    private static double TwoByTwo(double[] a, double[] b)
    {
        var trace = (a[0] * b[0]) + (2 * a[1] * b[1]) + (a[2] * b[2]);
        var determinant = ((a[0] * a[2]) - (a[1] * a[1])) * ((b[0] * b[2]) - (b[1] * b[1]));
        return a[0] + a[2] + b[0] + b[2] - (2 * Math.Sqrt(trace + (2 * Math.Sqrt(determinant))));
    }

    private static Tensor Normal(int count, int dimensions, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return randn([count, dimensions], generator: random, dtype: float64);
    }
}
