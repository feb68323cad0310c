using GsFramework.Host.Benchmarking;
using GsFramework.Tests.Host.Logging;

namespace GsFramework.Tests.Host.Benchmarking;

public sealed class TurnsTests
{
    private readonly ManualClock _clock = new();
    private readonly List<int> _order = [];

    [Fact]
    public void All_have_their_turn_in_every_round_and_each_its_own_times()
    {
        var times = Turns.Time(
            [Taking(0, 10), Taking(1, 20), Taking(2, 30)],
            warmUp: 1,
            rounds: 4,
            _clock,
            report: null,
            CancellationToken.None
        );

        Assert.All(_order.Chunk(3), static round => Assert.Equal([0, 1, 2], round.Order()));
        Assert.Equal(
            [
                [10, 10, 10, 10],
                [20, 20, 20, 20],
                [30, 30, 30, 30],
            ],
            times
        );
    }

    [Fact]
    public void None_always_follows_the_same_other_and_the_order_is_the_same_again()
    {
        Time(rounds: 30);
        var first = _order.ToArray();
        _order.Clear();
        Time(rounds: 30);

        Assert.Equal(first, _order);
        Assert.True(first.Chunk(3).Select(static round => string.Join(',', round)).Distinct().Count() > 3);
    }

    [Fact]
    public void The_warm_up_is_run_and_reported_but_not_counted()
    {
        var done = new List<int>();

        var times = Turns.Time([Taking(0, 10)], warmUp: 2, rounds: 3, _clock, done.Add, CancellationToken.None);

        Assert.Equal(5, _order.Count);
        Assert.Equal([1, 2, 3, 4, 5], done);
        Assert.Equal(3, times[0].Count);
    }

    [Fact]
    public void A_cancellation_ends_it_between_two_runs()
    {
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            Turns.Time(
                [Taking(0, 1), source.Cancel, Taking(2, 1)],
                warmUp: 0,
                rounds: 9,
                _clock,
                report: null,
                source.Token
            )
        );

        Assert.True(_order.Count < 3);
    }

    private void Time(int rounds) =>
        Turns.Time(
            [Taking(0, 1), Taking(1, 1), Taking(2, 1)],
            warmUp: 0,
            rounds,
            _clock,
            report: null,
            CancellationToken.None
        );

    private Action Taking(int number, int milliseconds) =>
        () =>
        {
            _order.Add(number);
            _clock.Pass(TimeSpan.FromMilliseconds(milliseconds));
        };
}
