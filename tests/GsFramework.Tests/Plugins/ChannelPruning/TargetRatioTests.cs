using GsFramework.ChannelPruning;
using GsFramework.Graph;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class TargetRatioTests
{
    [Theory]
    [InlineData(2.0, 1)]
    [InlineData(4.0, 2)]
    [InlineData(6.0, 3)]
    public void The_target_is_met_well_before_the_phase_ends_and_hardly_passed(double target, int seed)
    {
        using var run = Run(seed, steps: 200);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = target });

        var steps = FakeSlimming.Run(run, term);

        Assert.InRange(steps, run.Steps / 2, run.Steps * 3 / 4);
        Assert.InRange(FakeSlimming.ExtractedRatio(run), target, target * 1.02);
        Assert.Equal(FakeSlimming.ExtractedRatio(run), FakeSlimming.Value(term, "macRatio"), 1e-9);
    }

    [Fact]
    public void A_phase_that_is_too_short_ends_at_the_target_all_the_same()
    {
        using var run = Run(seed: 4, steps: 3);
        var log = new LogSink();
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 4 }, log.Logger);

        Assert.Equal(3, FakeSlimming.Run(run, term));
        Assert.True(term.IsFinished);
        Assert.InRange(FakeSlimming.ExtractedRatio(run), 4, 4.08);
        Assert.Contains("short of 4x", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Bringing_one_more_channel_back_would_miss_the_target()
    {
        using var run = Run(seed: 5, steps: 40);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 3 });
        float[] former = [];
        for (var step = 0; !term.IsFinished; step++)
        {
            former = [.. run.Scales];
            FakeSlimming.OneStep(run, term, step, pull: 0);
        }

        var ended = run.Scales.ToArray();
        var next = Enumerable
            .Range(0, ended.Length)
            .Where(i => former[i] != 0 && ended[i] == 0)
            .MaxBy(i => Math.Abs(former[i]));
        ended[next] = former[next];
        var channels = new PrunableChannels(run.Generator);

        Assert.True(new ChannelSelection(channels, ImageSize.Square(TinyRun.Side)).Ratio(ended) < 3);
        Assert.Contains(Enumerable.Range(0, ended.Length), i => former[i] > 0 && ended[i] == former[i]);
    }

    [Fact]
    public void After_the_target_zeros_are_held_and_nothing_else_is_shrunk()
    {
        using var run = Run(seed: 6, steps: 60);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 3 });
        var step = FakeSlimming.Run(run, term);
        var ended = run.Scales.ToArray();

        FakeSlimming.Run(run, term, pull: 0.01, from: step, to: step + 5);

        Assert.All(run.Scales.Zip(ended), static pair => Assert.Equal(pair.Second == 0, pair.First == 0));
        Assert.All(run.Scales.Zip(ended).Where(static pair => pair.Second > 0), static pair =>
            Assert.True(pair.First > pair.Second)
        );
        Assert.InRange(FakeSlimming.ExtractedRatio(run), 3, 3.06);
    }

    [Fact]
    public void A_target_that_the_network_cannot_reach_is_refused_with_what_it_can()
    {
        using var run = Run(seed: 7, steps: 10);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 5000 });

        var fault = Assert.Throws<UserException>(() => FakeSlimming.Run(run, term));

        Assert.Contains("targetMacRatio is 5000", fault.Message, StringComparison.Ordinal);
        Assert.Matches(@"Ask for \d+(\.\d)? or less, or set .*trunk to true", fault.Message);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-1)]
    public void A_resumed_run_goes_on_as_if_nothing_had_happened(int interruptedAt)
    {
        using var whole = Run(seed: 8, steps: 60);
        var options = new ChannelPruningOptions { TargetMacRatio = 3 };
        var term = FakeSlimming.Term(options);
        var stop = interruptedAt < 0 ? FakeSlimming.Run(whole, term) : FakeSlimming.Run(whole, term, to: interruptedAt);
        using var weights = whole.Generator.CopyWeights();
        FakeSlimming.Run(whole, term, from: stop, to: 60);

        using var resumed = Run(seed: 9, steps: 60);
        resumed.Generator.LoadWeights(weights);
        using var again = Run(seed: 8, steps: 60);
        var first = FakeSlimming.Term(options);
        FakeSlimming.Run(again, first, to: stop);
        var second = FakeSlimming.Term(options);
        second.State = first.State;
        FakeSlimming.Run(resumed, second, from: stop, to: 60);

        Assert.True(term.IsFinished);
        Assert.Equal(whole.Scales, resumed.Scales);
        Assert.Equal(term.State, second.State);
    }

    private static TinyRun Run(int seed, int steps)
    {
        var run = new TinyRun(seed, steps, width: 16, blocks: 3);
        run.ScatterScales(seed);
        return run;
    }
}
