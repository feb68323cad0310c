using GsFramework.Host.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class PairedDiscrepancyTests
{
    [Fact]
    public void A_network_has_no_distance_from_itself()
    {
        using var scope = NewDisposeScope();
        var x = Normal(20, 5, 1);

        Assert.Equal(0, PairedDiscrepancy.Of(x, x).Value, 1e-12);
    }

    [Fact]
    public void It_is_the_mean_over_pairs_of_different_images_and_its_error_their_jackknife()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(9, 4, 1), (Normal(9, 4, 2) * 1.5) + 0.3);

        var found = PairedDiscrepancy.Of(x, y);

        Assert.Equal(ByDefinition(x, y), found.Value, 1e-10);
        var without = Enumerable
            .Range(0, 9)
            .Select(left =>
            {
                var rows = tensor(
                    Enumerable.Range(0, 9).Where(row => row != left).Select(static row => (long)row).ToArray()
                );
                return ByDefinition(x.index_select(0, rows), y.index_select(0, rows));
            })
            .ToArray();
        Assert.Equal(
            Math.Sqrt(8.0 / 9 * without.Sum(value => Math.Pow(value - without.Average(), 2))),
            found.StandardError!.Value,
            1e-10
        );
    }

    [Fact]
    public void It_is_zero_in_the_mean_when_the_same_inputs_are_answered_alike_but_not_equally()
    {
        using var scope = NewDisposeScope();
        var values = Enumerable
            .Range(0, 200)
            .Select(seed =>
            {
                // The answers of both to one input resemble one another; their distributions are the same.
                var (common, a, b) = (
                    Normal(30, 3, 3 * seed),
                    Normal(30, 3, (3 * seed) + 1),
                    Normal(30, 3, (3 * seed) + 2)
                );
                return PairedDiscrepancy.Of(common + a, common + b).Value;
            })
            .ToArray();

        var mean = MeanWithError.Of(values);
        Assert.InRange(mean.Mean, -3 * mean.StandardError!.Value, 3 * mean.StandardError.Value);
    }

    [Fact]
    public void Features_that_are_no_numbers_are_refused()
    {
        using var scope = NewDisposeScope();
        var x = Normal(4, 2, 1);
        var y = x.clone();
        y[0, 0] = float.NaN;

        Assert.Throws<UserException>(() => PairedDiscrepancy.Of(x, y));
    }

    private static double ByDefinition(Tensor x, Tensor y)
    {
        double K(Tensor a, Tensor b) => Math.Pow((a.dot(b).item<double>() / a.shape[0]) + 1, 3);
        var (sum, n) = (0.0, (int)x.shape[0]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += i == j ? 0 : K(x[i], x[j]) + K(y[i], y[j]) - K(x[i], y[j]) - K(x[j], y[i]);
            }
        }

        return sum / n / (n - 1);
    }

    private static Tensor Normal(int count, int dimensions, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return randn([count, dimensions], dtype: float64, generator: generator);
    }
}
