using GsFramework;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using Methods.WaveletDistillation;
using Samples.Tests.AttentionTransfer;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.Tests.WaveletDistillation;

[Collection(nameof(LiveTensors))]
public sealed class WaveletDistillationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly GraphModule _generator = Compared.Live(Networks.CycleGan(width: 1, blocks: 1), seed: 1);

    public void Dispose()
    {
        _generator.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Loss_and_gradient_are_those_of_the_official_step()
    {
        using var golden = new Golden("wavelet");
        var student = golden["student"].clone().requires_grad_();

        var loss = Loss(student, golden["teacher"], new());
        loss.backward();

        Assert.Equal(golden.Number("loss"), loss.item<float>(), 1e-5);
        Golden.Same(golden["gradient"], student.grad!);
    }

    [Fact]
    public void Images_that_differ_in_brightness_have_no_loss()
    {
        var image = Networks.Image(16, seed: 3);

        Assert.Equal(0, Loss(image * 0.5 + 0.25, image * 0.5, new()).item<float>(), 1e-6);
        Assert.InRange(Loss(image * 0.5, image, new()).item<float>(), 0.1, 10);
    }

    [Fact]
    public void More_levels_reach_lower_frequencies()
    {
        // Blocks of 4x4 are flat to the first two levels.
        var coarse = Networks.Image(4, seed: 3).repeat_interleave(4, dim: 2).repeat_interleave(4, dim: 3);
        var black = zeros_like(coarse);

        Assert.Equal(0, Loss(coarse, black, new() { Levels = 2 }).item<float>(), 1e-6);
        Assert.InRange(Loss(coarse, black, new() { Levels = 3 }).item<float>(), 0.1, 10);
    }

    [Theory]
    [InlineData(8, 16, "Set it to 3 or less")]
    [InlineData(1, 1, "Remove the term")]
    public void Images_that_cannot_be_halved_so_often_are_refused(int height, int width, string remedy)
    {
        var image = zeros(1, 3, height, width);

        var fault = Assert.Throws<UserException>(() => Loss(image, image, new()));

        Assert.Contains(
            $"images of {height}x{width} cannot be halved 4 times",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        var (student, teacher) = (Networks.Image(16, seed: 3).requires_grad_(), Networks.Image(16, seed: 4));

        LiveTensors.StayConstant(_ => Loss(student, teacher, new()).backward(), steps: 20);
    }

    private Tensor Loss(Tensor student, Tensor teacher, WaveletDistillationOptions options) =>
        new WaveletDistillationTerm(options).Loss(
            new StepContext
            {
                Phase = TrainingPhase.FineTune,
                Step = 0,
                Steps = 1,
                Clock = new ScheduleClock(0, 1),
                LearningRateFactor = 1,
                Generator = _generator,
                Input = teacher,
                Output = student,
                TeacherOutput = teacher,
            }
        );
}
