using GsFramework.Host.Benchmarking;

namespace GsFramework.Tests.Host.Benchmarking;

public sealed class LatencyTests
{
    [Fact]
    public void Quantiles_lie_between_times_as_numpy_puts_them()
    {
        var latency = Latency.Of([5, 1, 3, 2, 4]);

        Assert.Equal((3, 4.8, 1), (latency.Median, latency.P95, latency.Least));
        Assert.Equal(2.5, Latency.Of([1, 2, 3, 4]).Median);
    }

    [Fact]
    public void One_time_is_all_of_them() => Assert.Equal(new Latency(7, 7, 7), Latency.Of([7]));

    [Fact]
    public void A_single_slow_run_does_not_move_the_median() =>
        Assert.Equal(1, Latency.Of([1, 1, 1, 1, 1, 1, 1, 1, 1, 1000]).Median);
}
