using GsFramework.Distillation;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Distillation;

[Collection(nameof(LiveTensors))]
public class DistillationMemoryTests
{
    [Theory]
    [InlineData("l1")]
    [InlineData("mse")]
    public void Steps_leave_no_tensor_behind(string distance)
    {
        using var run = new TinyRun(seed: 1, steps: 50);
        using var parts = new PluginParts(new DistillationModule());
        var term = parts.Create<ICompressionTerm>("distillation", new DistillationOptions { Distance = new(distance) });

        LiveTensors.StayConstant(step =>
            term.Loss(run.Step(step, output: run.Images + zeros(1, requires_grad: true)))!.backward()
        );
    }
}
