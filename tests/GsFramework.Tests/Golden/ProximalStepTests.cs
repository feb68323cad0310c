using GsFramework.ChannelPruning;
using GsFramework.Terms;

namespace GsFramework.Tests.Golden;

public class ProximalStepTests
{
    [Fact]
    public void Soft_thresholding_is_exact()
    {
        using var golden = new GoldenSet("d_soft_threshold");
        foreach (var (which, threshold) in golden.Doubles("threshold").Index())
        {
            var values = golden["input"].data<float>().ToArray();

            ProximalStep.Shrink(values, threshold);

            Assert.Equal(golden[$"output.{which}"].data<float>().ToArray(), values);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(200)]
    public void Both_schedules_give_the_learning_rates(int total)
    {
        using var golden = new GoldenSet("d_soft_threshold");
        for (var t = 0; t < total; t++)
        {
            var clock = new ScheduleClock(t, total);
            double Rate(ProximalSchedule schedule) => ProximalStep.LearningRate(schedule, 0.1, clock.Cosine, clock);

            GoldenAssert.CloseRelative(golden.Doubles($"lr_step.T{total}")[t], Rate(ProximalSchedule.True), 1e-9);
            GoldenAssert.CloseRelative(golden.Doubles($"lr_prox.T{total}")[t], Rate(ProximalSchedule.Reference), 1e-9);
        }
    }
}
