using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Terms;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

/// <summary>A slimming whose losses only pull every γ back up by a small share, the large ones more.</summary>
internal static class FakeSlimming
{
    public static ChannelPruningTerm Term(ChannelPruningOptions options, Serilog.ILogger? log = null) =>
        new(options, log ?? Logger.None, ImageSize.Square(16));

    /// <summary>Runs until the term is finished or the phase is over.</summary>
    /// <returns>The steps that were done.</returns>
    public static int Run(TinyRun run, ChannelPruningTerm term, double pull = 0.002, int from = 0, int? to = null)
    {
        for (var step = from; step < (to ?? run.Steps); step++)
        {
            OneStep(run, term, step, pull);
            if (term.IsFinished && to is null)
            {
                return step + 1;
            }
        }

        return to ?? run.Steps;
    }

    public static void OneStep(TinyRun run, ChannelPruningTerm term, int step, double pull)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        term.Loss(run.Step(step));
        foreach (var (_, parameter) in run.Generator.Trained(ParameterRole.Scale, ParameterRole.Shift))
        {
            // A dead channel is pushed as well, so that it would come back if nobody held it.
            parameter.add_(parameter.detach() * pull).add_(pull / 100);
        }

        term.AfterStep(run.Step(step));
    }

    public static double Value(ChannelPruningTerm term, string name) =>
        term.Values.Single(pair => pair.Key == name).Value;

    /// <summary>The ratio of multiply-accumulates of the dense network to the extracted one.</summary>
    public static double ExtractedRatio(TinyRun run)
    {
        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using (compact.Weights)
        {
            return (double)GraphCost.Of(run.Generator.Graph, ImageSize.Square(TinyRun.Side)).Macs
                / GraphCost.Of(compact.Graph, ImageSize.Square(TinyRun.Side)).Macs;
        }
    }
}
