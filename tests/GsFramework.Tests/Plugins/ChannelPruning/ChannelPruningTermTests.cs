using GsFramework.ChannelPruning;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models.Generators;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class ChannelPruningTermTests
{
    [Fact]
    public void It_claims_the_scales_of_all_prunable_norms_for_sgd_while_slimming()
    {
        using var run = new TinyRun(seed: 1, steps: 10);
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 0.01 });

        var claim = term.Claim(run.Generator, TrainingPhase.Slim)!;

        Assert.Equal(
            [
                "model.2.weight",
                "model.5.weight",
                "model.10.conv_block.2.weight",
                "model.11.conv_block.2.weight",
                "model.13.weight",
                "model.16.weight",
            ],
            claim.Parameters
        );
        Assert.Equal(new OptimizerSettings(OptimizerKind.Sgd, LearningRate: 0.1, Momentum: 0.5), claim.Optimizer);
        Assert.Null(term.Claim(run.Generator, TrainingPhase.FineTune));
    }

    [Fact]
    public void A_generator_without_scales_is_refused()
    {
        var graph = new GraphBuilder(3).Add("conv", new Conv2d(3, 3, KernelSize: 3, Padding: 1)).Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        using var generator = new GraphModule(graph, weights);
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 0.01 });

        var fault = Assert.Throws<UserException>(() => term.Claim(generator, TrainingPhase.Slim));

        Assert.Contains("no norm with a scale", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProximalSchedule.True, 0.05 * 0.1 * 0.5)]
    [InlineData(ProximalSchedule.Reference, 0.05 * 0.1 * 0.5 * 0.5 / 0.6545084971874737)]
    public void Each_scale_is_shrunk_by_rho_times_the_learning_rate(ProximalSchedule schedule, double threshold)
    {
        using var run = new TinyRun(seed: 2, steps: 10);
        run.ScatterScales(seed: 2);
        var before = run.Scales.ToArray();
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 0.05, Schedule = schedule });

        AfterStep(term, run.Step(5));

        Assert.All(before.Zip(run.Scales), pair => Assert.Equal(pair.First - threshold, pair.Second, 1e-6));
    }

    [Fact]
    public void In_fine_tuning_nothing_is_shrunk()
    {
        using var run = new TinyRun(seed: 3, steps: 10);
        var before = run.Scales.ToArray();
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 5 });

        AfterStep(term, run.Step(0, TrainingPhase.FineTune));

        Assert.Equal(before, run.Scales);
    }

    [Fact]
    public void A_pruned_channel_leaves_no_trace()
    {
        using var run = new TinyRun(seed: 4, steps: 10);
        run.ScatterScales(seed: 4);
        SetShifts(run, 0.3);
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 6 });
        AfterStep(term, run.Step(0));

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var small = new GraphModule(compact.Graph, compact.Weights);
        compact.Weights.Dispose();
        var difference = (run.Generator.forward(run.Images) - small.forward(run.Images)).abs().max().item<float>();

        Assert.InRange(FakeSlimming.Value(term, "sparsity"), 0.2, 0.8);
        Assert.InRange(difference, 0, 1e-5f);
        Assert.Equal(FakeSlimming.ExtractedRatio(run), FakeSlimming.Value(term, "macRatio"), 1e-9);
    }

    [Fact]
    public void Without_zero_shift_shifts_stay_and_the_ratio_counts_only_what_can_really_go()
    {
        using var run = new TinyRun(seed: 5, steps: 10);
        run.ScatterScales(seed: 5);
        SetShifts(run, 0.3);
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 6, ZeroShift = false });

        AfterStep(term, run.Step(0));

        Assert.True(FakeSlimming.Value(term, "sparsity") > 0.2);
        Assert.Equal(1, FakeSlimming.Value(term, "macRatio"));
        Assert.Equal(0.3f, run.Generator.Tensors["model.2.bias"].min().item<float>());
    }

    [Fact]
    public void No_layer_dies_but_a_block_may()
    {
        using var run = new TinyRun(seed: 6, steps: 10);
        run.ScatterScales(seed: 6);
        var strongest = run.Generator.Tensors["model.2.weight"].argmax().item<long>();
        var log = new LogSink();
        var term = FakeSlimming.Term(new ChannelPruningOptions { Rho = 100 }, log.Logger);

        AfterStep(term, run.Step(0));
        AfterStep(term, run.Step(1));

        Assert.Equal(4, run.Scales.Count(static scale => scale != 0));
        Assert.NotEqual(0, run.Generator.Tensors["model.2.weight"][strongest].item<float>());
        Assert.Equal(0, run.Generator.Tensors["model.10.conv_block.2.weight"].abs().sum().item<float>());
        Assert.Equal(4, log.Messages.Count);
        Assert.Equal(FakeSlimming.ExtractedRatio(run), FakeSlimming.Value(term, "macRatio"), 1e-9);
    }

    [Fact]
    public void Two_branches_that_stand_in_for_one_another_do_not_both_die()
    {
        var graph = new GraphBuilder(3)
            .Add("left.0", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
            .Add("left.1", new InstanceNorm2d(4, Affine: true))
            .Add("left.2", new Conv2d(4, 4, KernelSize: 3, Padding: 1))
            .Add("right.0", new Conv2d(3, 4, KernelSize: 3, Padding: 1), NetworkGraph.InputName)
            .Add("right.1", new InstanceNorm2d(4, Affine: true))
            .Add("right.2", new Conv2d(4, 4, KernelSize: 3, Padding: 1))
            .Add("sum", new Add(), "left.2", "right.2")
            .Add("out", new Conv2d(4, 3, KernelSize: 3, Padding: 1))
            .Build();
        using var weights = GraphWeights.Initialize(graph, seed: 7);
        using var generator = new GraphModule(graph, weights);
        var selection = new ChannelSelection(new PrunableChannels(generator), ImageSize.Square(16));
        var scales = new float[8];

        var helped = selection.KeepAlive(scales, [1, 2, 3, 4, 5, 9, 7, 6]);

        Assert.Equal(["right.1"], helped);
        Assert.Equal([0, 0, 0, 0, 0, 9, 0, 0], scales);
    }

    [Fact]
    public void A_scale_behind_which_a_shift_follows_prunes_nothing_and_is_left_alone()
    {
        var graph = new GraphBuilder(3)
            .Add("a", new Conv2d(3, 4, KernelSize: 3, Padding: 1))
            .Add("norm", new InstanceNorm2d(4, Affine: true))
            .Add("shift", new ChannelShift(4))
            .Add("b", new Conv2d(4, 4, KernelSize: 3, Padding: 1))
            .Add("norm2", new InstanceNorm2d(4, Affine: true))
            .Add("c", new Conv2d(4, 3, KernelSize: 3, Padding: 1))
            .Build();
        using var weights = GraphWeights.Initialize(graph, seed: 7);
        weights.Replace("shift.bias", ones(4));
        using var generator = new GraphModule(graph, weights);

        Assert.Equal(["norm2"], new PrunableChannels(generator).Norms.Select(static norm => norm.Name));
    }

    [Fact]
    public void The_cartoon_generator_can_be_pruned_too()
    {
        using var run = new TinyRun(seed: 8, steps: 60, rewrite: _ =>
            new CartoonGan(new CartoonGanOptions { Width = 8, Blocks = 2 }).Create()
        );
        run.ScatterScales(seed: 8);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 2 });

        FakeSlimming.Run(run, term);

        Assert.InRange(FakeSlimming.ExtractedRatio(run), 2, 2.1);
    }

    private static void SetShifts(TinyRun run, double value)
    {
        using var noGrad = no_grad();
        foreach (var (_, shift) in run.Generator.Trained(ParameterRole.Shift))
        {
            shift.fill_(value);
        }
    }

    private static void AfterStep(ChannelPruningTerm term, StepContext step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        term.AfterStep(step);
    }
}
