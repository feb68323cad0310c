using GsFramework;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Models.Generators;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using Methods.Cat;
using Methods.KernelAlignment;
using Samples.Tests.AttentionTransfer;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.Tests.Cat;

public sealed class CatPruningTests : IDisposable
{
    private const int Side = 16;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_channels_and_weights_that_stay_are_those_of_the_official_search()
    {
        using var golden = new Golden("cat");
        using var teacher = OfGolden(golden);
        teacher.eval();

        var (graph, weights) = Prune(teacher, golden.Number("ratio"), (int)golden.Number("least"));

        using var owned = weights;
        var kept = golden.Below("kept.");
        Assert.Equal(8, kept.Count);
        foreach (var (norm, channels) in kept)
        {
            var scales = teacher.Tensors[$"{norm}.weight"].detach().index_select(0, channels.to(int64));
            Golden.Same(scales, weights[$"{norm}.weight"], tolerance: 0);
        }

        Assert.Equal(golden["macs"].data<float>()[1], GraphCost.Of(graph, ImageSize.Square(Side)).Macs);
        Golden.Same(golden["output"], Networks.Run(graph, weights, golden["images"]));
    }

    [Fact]
    public void Loss_and_gradients_of_a_step_of_its_distillation_are_those_of_the_official_one()
    {
        using var golden = new Golden("cat");
        using var teacher = OfGolden(golden);
        teacher.eval();
        teacher.RequireGradients(false);
        var (graph, weights) = Prune(teacher, golden.Number("ratio"), (int)golden.Number("least"));
        using var owned = weights;
        using var student = new GraphModule(graph, weights);
        student.train();
        var term = new KernelAlignmentTerm(new(), Logger.None);
        string[] layers = [.. term.Taps(graph, teacher.Graph).Select(static tap => tap.Student)];
        Assert.Equal(["model.9", "model.10", "model.11", "model.12"], layers);

        var (output, own) = student.Forward(golden["images"], layers);
        var (target, wanted) = teacher.Forward(golden["images"], layers);
        var distilled = term.Loss(
            new StepContext
            {
                Phase = TrainingPhase.FineTune,
                Step = 0,
                Steps = 1,
                Clock = new ScheduleClock(0, 1),
                LearningRateFactor = 1,
                Generator = student,
                Input = golden["images"],
                Output = output,
                TeacherOutput = target,
                Features = layers.ToDictionary(static layer => (LayerTap)layer, layer => (own[layer], wanted[layer])),
            }
        )!;
        (5 * (output - target).abs().mean() + distilled).backward();

        // The official loss is -KA of each layer where this is 1 - KA.
        Assert.Equal(golden.Number("distilled"), distilled.item<float>() - layers.Length, 1e-4);
        var gradients = golden.Below("gradient.");
        Assert.Equal(student.Trained().Count(), gradients.Count);
        foreach (var (name, parameter) in student.Trained())
        {
            Golden.Same(gradients[name], parameter.grad!, tolerance: 1e-3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_smallest_threshold_that_meets_the_target_is_taken(double ratio)
    {
        using var teacher = Compared.Live(Networks.CycleGan(width: 4, blocks: 2), seed: 3);
        var size = ImageSize.Square(Side);
        var channels = new ScaledChannels(teacher);
        var search = new ThresholdSearch(channels, size, minChannels: 1);

        var (pruned, threshold) = search.Reach(ratio)!.Value;

        Assert.InRange(search.Ratio(pruned), ratio, double.PositiveInfinity);
        var (graph, weights) = Prune(teacher, ratio, least: 1);
        using var owned = weights;
        Assert.Equal(
            search.Ratio(pruned),
            (double)GraphCost.Of(teacher.Graph, size).Macs / GraphCost.Of(graph, size).Macs,
            1e-9
        );
        if (pruned.Count > 0)
        {
            // One channel fewer, and it is missed.
            var last = channels
                .Layers.SelectMany(static layer => layer)
                .Where(channel => pruned.Contains(channel.Group))
                .MaxBy(static channel => channel.Scale);
            Assert.Equal(threshold, last.Scale);
            Assert.True(search.Ratio(pruned.Where(group => group != last.Group).ToHashSet()) < ratio);
        }
    }

    [Fact]
    public void A_layer_outside_of_blocks_keeps_its_strongest_channels_and_a_block_may_vanish()
    {
        using var teacher = Compared.Live(Networks.CycleGan(width: 4, blocks: 2), seed: 3);
        using (no_grad())
        {
            teacher.Tensors["model.10.conv_block.2.weight"].mul_(1e-3);
            teacher.Tensors["model.5.weight"].mul_(1e-3);
        }

        var (graph, weights) = Prune(teacher, ratio: 1.5, least: 3);

        using var owned = weights;
        Assert.DoesNotContain(graph.Nodes, static node => node.Name == "model.10.conv_block.1");
        Assert.Contains(graph.Nodes, static node => node.Name == "model.11.conv_block.1");
        Assert.Equal(
            teacher.Tensors["model.5.weight"].abs().topk(3).values.data<float>().ToArray().Order(),
            weights["model.5.weight"].abs().data<float>().ToArray().Order()
        );
    }

    [Fact]
    public void A_trunk_goes_by_the_norm_before_its_first_block()
    {
        using var teacher = Compared.Live(Networks.Relative(NormKind.Batch, default), seed: 3);
        using (no_grad())
        {
            // The only channels that are weak are strong to the norm that ends the block.
            teacher.Tensors["model.8.weight"].narrow(0, 0, 5).fill_(1e-4);
            teacher.Tensors["model.10.conv_block.6.weight"].narrow(0, 0, 5).fill_(1e4);
        }

        var (_, weights) = Prune(teacher, ratio: 1.01, least: 1);

        using var owned = weights;
        Assert.Equal(7, weights["model.8.weight"].shape[0]);
        Assert.Equal(7, weights["model.10.conv_block.6.weight"].shape[0]);
    }

    [Fact]
    public void A_target_beyond_reach_is_refused_with_what_can_be_reached()
    {
        using var teacher = Compared.Live(Networks.CycleGan(width: 4, blocks: 2), seed: 3);

        var fault = Assert.Throws<UserException>(() => Prune(teacher, ratio: 1000, least: 4));

        Assert.Matches(@"at most [\d.]+ times fewer .* Ask for [\d.]+ or less", fault.Message);
    }

    [Fact]
    public void A_teacher_without_scales_is_refused()
    {
        using var teacher = Compared.Live(
            new GraphBuilder(3)
                .Add("conv", new Conv2d(3, 4, KernelSize: 1))
                .Add("tail", new Conv2d(4, 3, KernelSize: 1))
                .Build(),
            seed: 1
        );

        var fault = Assert.Throws<UserException>(() => Prune(teacher, ratio: 2, least: 1));

        Assert.Contains("the teacher has none", fault.Message, StringComparison.Ordinal);
    }

    private static GraphModule OfGolden(Golden golden) =>
        new(
            new CycleGanResNet(
                new()
                {
                    Width = 4,
                    Blocks = 3,
                    Norm = NormKind.Batch,
                }
            ).Create(),
            golden.Below("teacher.")
        );

    private static PrunedNetwork Prune(GraphModule teacher, double ratio, int least) =>
        new CatPruning(new() { TargetMacRatio = ratio, MinChannels = least }).Compress(
            new MethodContext
            {
                Teacher = teacher,
                Images = null!,
                ImageSize = ImageSize.Square(Side),
                Device = CPU,
                Seed = 1,
                StateFolder = "",
                Log = Logger.None,
                Progress = new Progress<MethodProgress>(),
            }
        );
}
