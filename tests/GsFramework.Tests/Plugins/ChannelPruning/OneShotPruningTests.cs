using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Methods;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class OneShotPruningTests
{
    [Theory]
    [InlineData(PruningOrder.Magnitude)]
    [InlineData(PruningOrder.Random)]
    public void The_target_is_met_and_the_teacher_is_left_as_it_was(PruningOrder order)
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        run.ScatterScales(seed: 4);
        var before = run.Scales.ToArray();

        var pruned = Prune(run, order, ratio: 2, seed: 5);

        using var weights = pruned.Weights;
        Assert.InRange(Ratio(run, pruned.Graph), 2, 2.2);
        Assert.Equal(before, run.Scales);
    }

    [Fact]
    public void By_magnitude_the_smallest_scales_go()
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        run.ScatterScales(seed: 4);

        var pruned = Prune(run, PruningOrder.Magnitude, ratio: 2, seed: 5);

        using var weights = pruned.Weights;
        var kept = pruned
            .Weights.Where(entry =>
                run.Generator.Graph.Parameters()
                    .Any(known => known.Name == entry.Key && known.Parameter.Role == ParameterRole.Scale)
            )
            .SelectMany(static entry => entry.Value.data<float>().ToArray())
            .Order()
            .ToArray();
        var gone = run.Scales.Order().Except(kept).ToArray();
        Assert.NotEmpty(gone);

        // Up to those that are brought back since the target allows them.
        Assert.True(gone.Average() < kept.Average());
        Assert.DoesNotContain(gone, scale => scale > kept[kept.Length / 2]);
    }

    [Fact]
    public void At_random_the_seed_decides()
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        run.ScatterScales(seed: 4);

        using var one = Prune(run, PruningOrder.Random, 2, seed: 5).Weights;
        using var same = Prune(run, PruningOrder.Random, 2, seed: 5).Weights;
        using var other = Prune(run, PruningOrder.Random, 2, seed: 6).Weights;

        Assert.Equal(Text(one), Text(same));
        Assert.NotEqual(Text(one), Text(other));
    }

    [Fact]
    public void A_ratio_that_pruning_cannot_reach_is_refused_with_the_largest_one()
    {
        using var run = new TinyRun(seed: 1, steps: 1);

        var fault = Assert.Throws<UserException>(() => Prune(run, PruningOrder.Magnitude, 500, seed: 1));

        Assert.Contains("method.targetMacRatio is 500", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_trunk_its_channels_go_too_and_the_added_scales_change_nothing()
    {
        using var run = new TinyRun(seed: 1, steps: 1);

        var pruned = Prune(run, PruningOrder.Random, ratio: 3, seed: 5, trunk: true);

        using var weights = pruned.Weights;
        Assert.InRange(Ratio(run, pruned.Graph), 3, 3.3);
        Assert.True(Trunk(pruned.Graph) < Trunk(run.Generator.Graph));
        var plain = Prune(run, PruningOrder.Random, ratio: 1, seed: 5, trunk: true);
        using var whole = plain.Weights;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var same = new GraphModule(plain.Graph, plain.Weights);
        Assert.True(same.forward(run.Images).allclose(run.Generator.forward(run.Images), 1e-4, 1e-5));

        static int Trunk(NetworkGraph graph) => graph.Shapes(ImageSize.Square(TinyRun.Side))["model.8"].Channels;
    }

    private static string Text(WeightSet weights)
    {
        using var scope = NewDisposeScope();
        return string.Join(' ', weights.Select(static entry => $"{entry.Key} {entry.Value.sum().item<float>():R}"));
    }

    private static double Ratio(TinyRun run, NetworkGraph graph) =>
        (double)GraphCost.Of(run.Generator.Graph, ImageSize.Square(TinyRun.Side)).Macs
        / GraphCost.Of(graph, ImageSize.Square(TinyRun.Side)).Macs;

    private static PrunedNetwork Prune(TinyRun run, PruningOrder order, double ratio, int seed, bool trunk = false) =>
        new OneShotPruning(
            new OneShotPruningOptions
            {
                Order = order,
                TargetMacRatio = ratio,
                Trunk = trunk,
            },
            Logger.None
        ).Compress(
            new MethodContext
            {
                Teacher = run.Generator,
                Images = null!,
                ImageSize = ImageSize.Square(TinyRun.Side),
                Device = CPU,
                Seed = seed,
                StateFolder = "",
                Log = Logger.None,
                Progress = new Progress<MethodProgress>(),
            }
        );
}
