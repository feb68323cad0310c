using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>D judges real and made images in one pass where no image changes what D makes of another.</summary>
public sealed class DiscriminatorUpdateTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PluginParts _parts = new(new ModelsModule());

    public void Dispose()
    {
        _parts.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(NormKind.Instance, 1, 1)]
    [InlineData(NormKind.Instance, 3, 3)]
    [InlineData(NormKind.Batch, 2, 2)]
    [InlineData(NormKind.Instance, 3, 2)]
    public void Gradients_and_loss_are_those_of_one_pass_over_real_images_and_one_over_made_ones(
        NormKind norm,
        int realImages,
        int madeImages
    )
    {
        var graph = new PatchGan(new PatchGanOptions { Width = 4, Layers = 2, Norm = norm }).Create();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var updated = new GraphModule(graph, weights);
        using var expected = new GraphModule(graph, weights);
        var (real, made) = (Images(realImages, seed: 3), Images(madeImages, seed: 4));
        using var update = Update(updated);

        var value = update.Step(Context(updated, made), real);

        var loss =
            ((expected.forward(real) - 1).square().mean() + expected.forward(made).square().mean()) * 0.5;
        loss.backward();
        Assert.Equal(loss.item<float>(), value, 1e-5);
        foreach (var (name, parameter) in expected.Trained())
        {
            var (theirs, ours) = (parameter.grad!, ((Parameter)updated.Tensors[name]).grad!);
            var largest = (theirs - ours).abs().max().item<float>();
            Assert.True(largest <= 1e-5 * (1 + theirs.abs().max().item<float>()), $"{name}: {largest}");
        }
    }

    [Fact]
    public void Running_statistics_see_real_images_first_and_made_ones_then()
    {
        var graph = new PatchGan(new PatchGanOptions { Width = 4, Layers = 1, Norm = NormKind.Batch }).Create();
        using var weights = Networks.RandomWeights(graph, seed: 1);
        using var updated = new GraphModule(graph, weights);
        using var expected = new GraphModule(graph, weights);
        var (real, made) = (Images(2, seed: 3), Images(2, seed: 4));
        using var update = Update(updated);

        update.Step(Context(updated, made), real);
        expected.forward(real);
        expected.forward(made);

        Assert.Contains(graph.Parameters(), static entry => entry.Parameter.Role == ParameterRole.Buffer);
        foreach (var (name, _, parameter) in graph.Parameters())
        {
            if (parameter.Role == ParameterRole.Buffer)
            {
                Assert.True(updated.Tensors[name].equal(expected.Tensors[name]).all().item<bool>(), name);
            }
        }
    }

    private DiscriminatorUpdate Update(GraphModule discriminator)
    {
        var adam = new OptimizerSettings(OptimizerKind.Adam, 1e-4, 0.5);
        return new DiscriminatorUpdate(
            discriminator,
            new AdversarialPart(_parts.Create<IAdversarialLoss>("least-squares")),
            new ObjectiveSettings(TrainingPhase.Slim, 1, AdversarialWeight: 1, PoolSize: 0, adam, adam)
        );
    }

    private static StepContext Context(GraphModule network, Tensor made) =>
        new()
        {
            Phase = TrainingPhase.Slim,
            Step = 0,
            Steps = 1,
            Clock = new ScheduleClock(0, 1),
            LearningRateFactor = 1,
            Generator = network,
            Input = made,
            Output = made,
            TeacherOutput = made,
            Features = new Dictionary<LayerTap, (Tensor Student, Tensor Teacher)>(),
        };

    private static Tensor Images(int count, int seed) =>
        cat([.. Enumerable.Range(0, count).Select(i => Networks.Image(16, (10 * seed) + i).narrow(0, 0, 1))]);
}
