using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Plugins;
using TorchSharp;
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
        using var run = new TinyRun(seed, steps: 200, width: 16, blocks: 3);
        run.ScatterScales(seed);
        using var parts = new PluginParts(new ChannelPruningModule());
        var term = parts.Create<ICompressionTerm>(
            "channel-pruning", new ChannelPruningOptions { TargetMacRatio = target });

        var finished = Slim(run, term, pull: 0.002);

        Assert.InRange(finished, run.Steps / 4, run.Steps * 3 / 4);
        Assert.InRange(ExtractedRatio(run), target, target * 1.02);
        Assert.Equal(ExtractedRatio(run), Value(term, "macRatio"), 1e-9);
    }

    private static double Value(ICompressionTerm term, string name) =>
        ((IReportsValues)term).Values.Single(pair => pair.Key == name).Value;

    // A stand-in for the losses: every living γ is pulled up a little each step, the large ones more.
    private static int Slim(TinyRun run, ICompressionTerm term, double pull)
    {
        for (var step = 0; step < run.Steps; step++)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (_, scale) in run.Generator.Trained(ParameterRole.Scale))
            {
                scale.add_(scale.detach().clone(), alpha: pull);
            }

            ((IActsAfterStep)term).AfterStep(run.Step(step));
            if (((IEndsSlimming)term).IsFinished)
            {
                return step;
            }
        }

        return run.Steps;
    }

    private static double ExtractedRatio(TinyRun run)
    {
        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using (compact.Weights)
        {
            return (double)GraphCost.Of(run.Generator.Graph, TinyRun.Side, TinyRun.Side).Macs
                / GraphCost.Of(compact.Graph, TinyRun.Side, TinyRun.Side).Macs;
        }
    }
}
