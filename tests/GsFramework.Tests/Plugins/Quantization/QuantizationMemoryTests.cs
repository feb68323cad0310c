using GsFramework.Quantization;

namespace GsFramework.Tests.Plugins.Quantization;

[Collection(nameof(LiveTensors))]
public class QuantizationMemoryTests
{
    [Theory]
    [InlineData(QuantizationProfile.Deployable)]
    [InlineData(QuantizationProfile.Reference)]
    public void Steps_leave_no_tensor_behind(QuantizationProfile profile)
    {
        var term = new QuantizationTerm(new QuantizationOptions { Profile = profile });
        using var run = new TinyRun(seed: 1, steps: 15, rewrite: term.Rewrite);

        LiveTensors.StayConstant(
            step =>
            {
                term.Prepare(run.Generator, [run.Images]);
                run.Generator.forward(run.Images).mean().backward();
                term.AfterStep(run.Step(step));
                Assert.Equal(3, term.Values.Count());
            },
            steps: 15
        );
    }
}
