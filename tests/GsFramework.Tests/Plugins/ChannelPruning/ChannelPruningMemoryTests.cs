using GsFramework.ChannelPruning;

namespace GsFramework.Tests.Plugins.ChannelPruning;

[Collection(nameof(LiveTensors))]
public class ChannelPruningMemoryTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(0.5, true)]
    [InlineData(0.5, false)]
    public void Steps_leave_no_tensor_behind(double? rho, bool zeroShift)
    {
        using var run = new TinyRun(seed: 1, steps: 60);
        var term = FakeSlimming.Term(
            new ChannelPruningOptions
            {
                Rho = rho,
                TargetMacRatio = rho is null ? 3 : null,
                ZeroShift = zeroShift,
            }
        );

        LiveTensors.StayConstant(step => FakeSlimming.OneStep(run, term, step, pull: 0.002));
    }
}
