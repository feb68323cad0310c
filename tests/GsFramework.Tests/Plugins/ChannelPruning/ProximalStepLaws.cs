using FsCheck.Xunit;
using GsFramework.ChannelPruning;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class ProximalStepLaws
{
    [Property]
    public void What_lies_within_the_threshold_is_exactly_zero(int[] raw, byte threshold)
    {
        var values = Values(raw);
        var shrunk = Shrink(values, threshold / 64.0);

        Assert.All(values.Zip(shrunk), pair => Assert.Equal(Math.Abs(pair.First) <= threshold / 64f, pair.Second == 0));
    }

    [Property]
    public void The_sign_is_kept_and_the_size_falls_by_the_threshold(int[] raw, byte threshold)
    {
        var values = Values(raw);
        var shrunk = Shrink(values, threshold / 64.0);

        foreach (var (before, after) in values.Zip(shrunk).Where(static pair => pair.Second != 0))
        {
            Assert.Equal(MathF.Sign(before), MathF.Sign(after));
            Assert.Equal(Math.Abs(before) - (threshold / 64f), Math.Abs(after));
        }
    }

    [Property]
    public void Two_values_never_move_apart(int left, int right, byte threshold)
    {
        var (a, b) = (left / 512f, right / 512f);
        var shrunk = Shrink([a, b], threshold / 64.0);

        // Up to one rounding of each result.
        Assert.True(Math.Abs(shrunk[0] - shrunk[1]) <= Math.Abs(a - b) + (1.2e-7f * (Math.Abs(a) + Math.Abs(b))));
    }

    [Property]
    public void Without_rho_nothing_changes(int[] raw) => Assert.Equal(Values(raw), Shrink(Values(raw), 0));

    [Fact]
    public void A_value_that_is_no_number_does_not_die_quietly() =>
        Assert.Equal([float.NaN, 0f], Shrink([float.NaN, 0.1f], 0.5));

    private static float[] Values(int[] raw) => [.. raw.Select(static value => value / 512f)];

    private static float[] Shrink(float[] values, double threshold)
    {
        var copy = (float[])values.Clone();
        ProximalStep.Shrink(copy, threshold);
        return copy;
    }
}
