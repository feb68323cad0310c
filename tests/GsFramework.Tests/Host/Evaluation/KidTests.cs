using GsFramework.Host.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class KidTests
{
    [Fact]
    public void A_small_case_is_what_one_computes_by_hand()
    {
        using var scope = NewDisposeScope();
        var x = tensor(
            new double[,]
            {
                { 0 },
                { 1 },
            }
        );
        var y = tensor(
            new double[,]
            {
                { 1 },
                { 2 },
            }
        );

        var kid = Kid.Between(x, y, subsets: 3, subsetSize: 2);

        // k(a, b) = (ab + 1)^3: within x 1, within y 27, across 1, 1, 8 and 27, in the mean 37/4.
        Assert.Equal(1 + 27 - (2 * 37.0 / 4), kid.Full, tolerance: 1e-12);
        Assert.Equal(kid.Full, kid.Mean, tolerance: 1e-12);
        Assert.Equal(0, kid.Spread, tolerance: 1e-12);
        Assert.Null(kid.StandardError);
    }

    [Fact]
    public void The_kernel_divides_by_the_number_of_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = tensor(
            new double[,]
            {
                { 1, 1 },
                { 1, 1 },
            }
        );
        var y = tensor(
            new double[,]
            {
                { 0, 0 },
                { 0, 0 },
            }
        );

        // 2³ + 1 − 2·1
        Assert.Equal(7, Kid.Between(x, y).Full, tolerance: 1e-12);
    }

    [Fact]
    public void It_is_zero_in_the_mean_for_samples_of_one_distribution()
    {
        using var scope = NewDisposeScope();
        var kids = Enumerable
            .Range(0, 100)
            .Select(seed =>
                Kid.Between(Normal(40, 4, 2 * seed), Normal(60, 4, (2 * seed) + 1), subsets: 2, subsetSize: 20, seed)
            )
            .ToArray();

        foreach (var values in new[] { kids.Select(kid => kid.Full), kids.Select(kid => kid.Mean) })
        {
            var mean = MeanWithError.Of([.. values]);
            Assert.InRange(mean.Mean, -3 * mean.StandardError!.Value, 3 * mean.StandardError.Value);
        }
    }

    [Fact]
    public void Its_error_covers_samples_of_one_distribution()
    {
        using var scope = NewDisposeScope();

        var within = Enumerable
            .Range(0, 50)
            .Select(seed => Kid.Between(Normal(50, 8, 1000 + (2 * seed)), Normal(50, 8, 1001 + (2 * seed)), seed: seed))
            .Count(kid => Math.Abs(kid.Mean) <= 2 * kid.StandardError);

        Assert.InRange(within, 42, 50);
    }

    [Fact]
    public void Its_error_tells_how_much_it_varies_from_sample_to_sample()
    {
        using var scope = NewDisposeScope();
        var kids = Enumerable
            .Range(0, 100)
            .Select(seed =>
                Kid.Between(
                    Normal(60, 3, 5000 + (2 * seed)),
                    Normal(60, 3, 5001 + (2 * seed)) + 0.7,
                    subsets: 20,
                    subsetSize: 30,
                    seed
                )
            )
            .ToArray();

        var seen = MeanWithError.Of([.. kids.Select(kid => kid.Mean)]).StandardError!.Value * Math.Sqrt(kids.Length);
        var said = kids.Average(kid => kid.StandardError!.Value);

        Assert.InRange(said / seen, 0.7, 1.4);
    }

    [Fact]
    public void It_grows_as_distributions_part()
    {
        using var scope = NewDisposeScope();
        var x = Normal(80, 6, 1);

        var kids = new[] { 0.5, 1, 2 }.Select(shift => Kid.Between(x, Normal(80, 6, 2) + shift).Mean).ToArray();

        Assert.Equal(kids.Order(), kids);
        Assert.True(kids[0] > 0);
    }

    [Fact]
    public void The_seed_decides_the_subsets_and_the_global_state_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(60, 5, 1), Normal(70, 5, 2) + 1);
        var state = get_rng_state();

        var first = Kid.Between(x, y, subsets: 5, subsetSize: 20, seed: 7);
        var again = Kid.Between(x, y, subsets: 5, subsetSize: 20, seed: 7);
        var other = Kid.Between(x, y, subsets: 5, subsetSize: 20, seed: 8);

        Assert.Equal(first, again);
        Assert.NotEqual(first.Mean, other.Mean);
        Assert.Equal(first.Full, other.Full);
        TensorAssert.Same(state, get_rng_state());
    }

    [Fact]
    public void Blocks_of_rows_change_nothing()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(700, 3, 1).to(float64), Normal(530, 3, 2).to(float64));
        var (m, n) = (700.0, 530.0);
        Tensor Kernel(Tensor a, Tensor b) => ((a.matmul(b.t()) / 3) + 1).pow(3);
        var (xx, yy) = (Kernel(x, x), Kernel(y, y));

        var expected =
            ((xx.sum() - xx.trace()) / (m * (m - 1)))
            + ((yy.sum() - yy.trace()) / (n * (n - 1)))
            - (2 * Kernel(x, y).mean());

        Assert.Equal(expected.item<double>(), Kid.Between(x, y, subsets: 1).Full, tolerance: 1e-9);
    }

    [Fact]
    public void The_jackknife_leaves_out_one_image_at_a_time()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Normal(5, 2, 1).to(float64), Normal(4, 2, 2).to(float64));
        double Without(Tensor a, Tensor b, int row, int count) =>
            MaximumMeanDiscrepancy
                .Of(
                    a.index_select(
                        0,
                        tensor(Enumerable.Range(0, count).Where(i => i != row).Select(i => (long)i).ToArray())
                    ),
                    b
                )
                .Value;
        double Variance(double[] values) =>
            (values.Length - 1.0) / values.Length * values.Sum(value => Math.Pow(value - values.Average(), 2));

        var left = Variance([.. Enumerable.Range(0, 5).Select(row => Without(x, y, row, 5))]);
        var right = Variance([.. Enumerable.Range(0, 4).Select(row => Without(y, x, row, 4))]);

        Assert.Equal(Math.Sqrt(left + right), MaximumMeanDiscrepancy.Of(x, y).StandardError!.Value, tolerance: 1e-9);
    }

    [Fact]
    public void One_image_is_too_few()
    {
        using var scope = NewDisposeScope();

        var exception = Assert.Throws<UserException>(() => Kid.Between(zeros(1, 3), zeros(5, 3)));

        Assert.Contains("two images", exception.Message, StringComparison.Ordinal);
    }

    private static Tensor Normal(int count, int dimensions, int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return randn([count, dimensions], generator: random);
    }
}
