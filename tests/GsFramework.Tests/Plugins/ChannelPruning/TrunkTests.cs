using GsFramework.ChannelPruning;
using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class TrunkTests
{
    [Fact]
    public void Scales_for_every_norm_change_nothing_before_training()
    {
        using var plain = new TinyRun(seed: 3, steps: 1);
        var graph = TrunkScales.Rewrite(plain.Generator.Graph);
        using var weights = GraphWeights.Initialize(graph, seed: 9);
        foreach (var (name, tensor) in plain.Generator.Tensors)
        {
            weights.Replace(name, tensor.detach().clone());
        }

        foreach (
            var (name, _, parameter) in graph
                .Parameters()
                .Where(entry =>
                    entry.Parameter.Role == ParameterRole.Scale && !plain.Generator.Tensors.ContainsKey(entry.Name)
                )
        )
        {
            weights.Replace(name, ones([.. parameter.Shape]));
        }

        using var scaled = new GraphModule(graph, weights);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();

        Assert.True(graph.Parameters().Count() > plain.Generator.Graph.Parameters().Count());
        Assert.True(scaled.forward(plain.Images).allclose(plain.Generator.forward(plain.Images), 1e-4, 1e-5));
    }

    [Fact]
    public void The_trunk_is_pruned_with_the_rest_to_the_target_and_exactly()
    {
        using var run = new TinyRun(seed: 1, steps: 40, rewrite: TrunkScales.Rewrite);
        run.ScatterScales(seed: 2);
        var term = FakeSlimming.Term(new ChannelPruningOptions { TargetMacRatio = 3, Trunk = true });

        FakeSlimming.Run(run, term);

        using var weights = run.Generator.CopyWeights();
        var compact = GraphPruning.Prune(run.Generator.Graph, weights);
        using var _ = compact.Weights;
        Assert.InRange(FakeSlimming.ExtractedRatio(run), 3, 3.3);
        Assert.True(
            compact.Graph.Shapes(ImageSize.Square(TinyRun.Side))["model.8"].Channels
                < run.Generator.Graph.Shapes(ImageSize.Square(TinyRun.Side))["model.8"].Channels
        );
        using var scope = NewDisposeScope();
        Graph.Networks.AssertEqual(run.Generator.Graph, weights, compact.Graph, compact.Weights, run.Images);
    }

    [Fact]
    public void The_scales_of_a_trunk_channel_shrink_by_one_factor()
    {
        using var run = new TinyRun(seed: 1, steps: 10, rewrite: TrunkScales.Rewrite);
        run.ScatterScales(seed: 2);
        var channels = new PrunableChannels(run.Generator, trunk: true);
        var trunk = channels.Norms.Single(static norm => norm.Members.Count > 1);
        using var scope = NewDisposeScope();
        var before = trunk.Members.Select(member => run.Generator.Tensors[member.Scale].detach().clone()).ToArray();
        var values = channels.Read();
        ProximalStep.Shrink(values, 0.1);

        channels.Write(values, zeroShift: true);

        Assert.Equal(3, trunk.Members.Count); // before the blocks, and one of each block
        var factor = tensor(values[trunk.Range]) / stack(before).square().mean([0]).sqrt();
        foreach (var (member, former) in trunk.Members.Zip(before))
        {
            Assert.True(run.Generator.Tensors[member.Scale].allclose(former * factor, 1e-4, 1e-6), member.Scale);
        }

        Assert.True(channels.Read().Zip(values).All(static pair => Math.Abs(pair.First - pair.Second) < 1e-5));
    }

    [Fact]
    public void Without_the_option_the_trunk_stays()
    {
        using var run = new TinyRun(seed: 1, steps: 10, rewrite: TrunkScales.Rewrite);

        Assert.All(new PrunableChannels(run.Generator).Norms, static norm => Assert.Single(norm.Members));
    }
}
