using GsFramework.Distillation;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Distillation;

public sealed class PairedTermTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PluginParts _parts = new(new DistillationModule());
    private readonly TinyRun _run = new(seed: 1, steps: 1);

    public void Dispose()
    {
        _run.Dispose();
        _parts.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void It_is_the_mean_absolute_distance_to_the_truth_with_the_weight_of_pix2pix()
    {
        var term = _parts.Create<ICompressionTerm>("paired");
        var (output, truth) = (rand(2, 3, 8, 8), rand(2, 3, 8, 8));

        Assert.Equal((output - truth).abs().mean().item<float>(), term.Loss(Step(output, truth))!.item<float>(), 1e-6);
        Assert.Equal(100, term.Weight);
        Assert.True(term is INeedsTruth { NeedsTruth: true });
    }

    [Fact]
    public void The_distance_is_the_users()
    {
        var term = _parts.Create<ICompressionTerm>("paired", new PairedOptions { Distance = new("mse") });
        var (output, truth) = (rand(2, 3, 8, 8), rand(2, 3, 8, 8));

        var expected = (output - truth).square().mean().item<float>();
        Assert.Equal(expected, term.Loss(Step(output, truth))!.item<float>(), 1e-6);
    }

    [Fact]
    public void True_images_of_another_shape_are_refused_with_both_shapes()
    {
        var term = _parts.Create<ICompressionTerm>("paired");

        var fault = Assert.Throws<UserException>(() => term.Loss(Step(rand(2, 3, 8, 8), rand(2, 1, 8, 8))));

        Assert.Contains("[3, 8, 8], with true ones, which are [1, 8, 8]", fault.Message, StringComparison.Ordinal);
    }

    private StepContext Step(Tensor output, Tensor truth) =>
        new()
        {
            Phase = TrainingPhase.Slim,
            Step = 0,
            Steps = 1,
            Clock = new ScheduleClock(0, 1),
            LearningRateFactor = 1,
            Generator = _run.Generator,
            Input = output,
            Output = output,
            TeacherOutput = output,
            Truth = truth,
        };
}
