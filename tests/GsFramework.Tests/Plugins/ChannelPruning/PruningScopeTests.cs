using GsFramework.ChannelPruning;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class PruningScopeTests
{
    [Theory]
    [InlineData(1, 2.0)]
    [InlineData(2, 4.0)]
    public void Layers_that_compete_among_themselves_lose_equal_shares(int seed, double target)
    {
        using var run = Run(seed);
        var term = FakeSlimming.Term(
            new ChannelPruningOptions
            {
                TargetMacRatio = target,
                Trunk = true,
                Scope = PruningScope.Layer,
            }
        );

        var steps = FakeSlimming.Run(run, term);

        var shares = Shares(run);
        Assert.InRange(steps, run.Steps / 3, run.Steps * 3 / 4);
        Assert.InRange(FakeSlimming.ExtractedRatio(run), target, target * 1.03);

        // One channel is a sixteenth of the narrowest layer.
        Assert.InRange(shares.Max() - shares.Min(), 0, 1.01 / 16);
    }

    [Fact]
    public void With_one_threshold_for_all_the_layer_of_small_scales_dies_first()
    {
        using var run = Run(seed: 1);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 2, Trunk = true });

        FakeSlimming.Run(run, term);

        Assert.True(Shares(run).Max() - Shares(run).Min() > 0.3);
    }

    [Fact]
    public void The_strongest_of_each_layer_stay()
    {
        using var run = Run(seed: 3);
        var before = new PrunableChannels(run.Generator, trunk: true).Read();
        var term = FakeSlimming.Term(
            new ChannelPruningOptions
            {
                TargetMacRatio = 3,
                Trunk = true,
                Scope = PruningScope.Layer,
            }
        );

        FakeSlimming.Run(run, term, pull: 0);

        var channels = new PrunableChannels(run.Generator, trunk: true);
        var after = channels.Read();
        Assert.All(channels.Norms, norm =>
        {
            var (kept, gone) = (Of(norm, static scale => scale != 0), Of(norm, static scale => scale == 0));
            Assert.True(kept.Min() >= gone.Max(), norm.Name);
        });

        float[] Of(PrunableChannels.Norm norm, Func<float, bool> which) =>
            [.. Enumerable.Range(norm.Start, norm.Length).Where(i => which(after[i])).Select(i => before[i])];
    }

    // Scales of one layer are a tenth of the others'.
    private static TinyRun Run(int seed)
    {
        var run = new TinyRun(seed, steps: 200, width: 16, blocks: 3, rewrite: TrunkScales.Rewrite);
        run.ScatterScales(seed);
        var channels = new PrunableChannels(run.Generator, trunk: true);
        var scales = channels.Read();
        foreach (ref var scale in scales.AsSpan(channels.Norms[2].Range))
        {
            scale /= 10;
        }

        channels.Write(scales, zeroShift: true);
        return run;
    }

    private static double[] Shares(TinyRun run)
    {
        var channels = new PrunableChannels(run.Generator, trunk: true);
        var scales = channels.Read();
        return
        [
            .. channels.Norms.Select(norm =>
                (double)scales[norm.Range].Count(static scale => scale == 0) / norm.Length
            ),
        ];
    }
}
