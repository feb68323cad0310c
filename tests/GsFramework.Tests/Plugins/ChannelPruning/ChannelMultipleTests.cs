using GsFramework.ChannelPruning;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class ChannelMultipleTests
{
    [Theory]
    [InlineData(3, 4, 1)]
    [InlineData(4, 8, 2)]
    [InlineData(3, 5, 3)]
    public void Every_norm_keeps_a_multiple_and_the_target_is_met(double target, int multiple, int seed)
    {
        using var run = Run(seed, steps: 120);
        var log = new LogSink();
        var term = FakeSlimming.Term(
            new ChannelPruningOptions { TargetMacRatio = target, ChannelMultiple = multiple },
            log.Logger
        );

        FakeSlimming.Run(run, term);

        Assert.True(term.IsFinished);
        Assert.All(Kept(run), kept => Assert.True(kept.Count % multiple == 0 || kept.Count == kept.All, $"{kept}"));
        var reached = FakeSlimming.ExtractedRatio(run);
        Assert.True(reached >= target, $"{reached}");
        Assert.Equal(
            reached > target * 1.02,
            log.Messages.Any(static message => message.Contains("In multiples of", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_phase_that_is_too_short_rounds_too()
    {
        using var run = Run(seed: 4, steps: 3);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 4, ChannelMultiple = 8 });

        FakeSlimming.Run(run, term);

        Assert.All(Kept(run), static kept => Assert.Equal(0, kept.Count % 8));
        Assert.True(FakeSlimming.ExtractedRatio(run) >= 4);
    }

    [Fact]
    public void The_compact_network_computes_what_the_masked_one_does()
    {
        using var run = Run(seed: 5, steps: 60);
        FakeSlimming.Run(run, FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 4, ChannelMultiple = 8 }));

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var left = compact.Weights;
        using var network = new GraphModule(compact.Graph, left);
        var images = (rand(2, 3, TinyRun.Side, TinyRun.Side) * 2) - 1;
        Assert.True((network.forward(images) - run.Generator.forward(images)).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Of_the_pruned_channels_those_with_the_largest_scale_stay()
    {
        using var run = Run(seed: 6, steps: 1);
        var channels = new PrunableChannels(run.Generator);
        var selection = new ChannelSelection(channels, ImageSize.Square(TinyRun.Side), multiple: 8);
        var former = channels.Read();
        var norm = channels.Norms[0];
        var order = Enumerable.Range(norm.Start, norm.Length).OrderBy(channel => Math.Abs(former[channel])).ToArray();

        var left = selection.Silence(former, order.AsSpan(0, norm.Length - 3));

        Assert.Equal(
            order[^8..].Order(),
            Enumerable.Range(norm.Start, norm.Length).Where(channel => left[channel] != 0)
        );
        Assert.All(order[^8..], channel => Assert.Equal(former[channel], left[channel]));
    }

    [Fact]
    public void Channels_that_were_dead_before_come_back_with_hardly_any_influence()
    {
        using var run = Run(seed: 7, steps: 1);
        var channels = new PrunableChannels(run.Generator);
        var selection = new ChannelSelection(channels, ImageSize.Square(TinyRun.Side), multiple: 8);
        var scales = channels.Read();
        var norm = channels.Norms[0];
        scales.AsSpan(norm.Start + 3, norm.Length - 3).Clear();

        selection.RoundUp(scales, (float[])scales.Clone());

        Assert.Equal(8, norm.Length - scales.AsSpan(norm.Range).Count(0f));
        Assert.All(scales[(norm.Start + 3)..(norm.Start + 8)], static scale => Assert.InRange(scale, 1e-6f, 1e-2f));
    }

    private static (int Count, int All)[] Kept(TinyRun run)
    {
        var channels = new PrunableChannels(run.Generator);
        var scales = channels.Read();
        return [.. channels.Norms.Select(norm => (norm.Length - scales.AsSpan(norm.Range).Count(0f), norm.Length))];
    }

    private static TinyRun Run(int seed, int steps)
    {
        var run = new TinyRun(seed, steps, width: 16, blocks: 3);
        run.ScatterScales(seed);
        return run;
    }
}
