using GsFramework.Host.Verification;

namespace GsFramework.Tests.Host.Verification;

public class RoundingBoundTests
{
    [Theory]
    [InlineData("1.00000000", "1.00001", false, true)]
    [InlineData("1.00000000", "1.001", false, false)]
    [InlineData("1.00000000", "1.001", true, true)]
    [InlineData("1.00000000", "1.1", true, false)]
    [InlineData("0", "1e-7", false, true)]
    [InlineData("0", "1e-3", false, false)]
    [InlineData("1", "NaN", true, false)]
    [InlineData("1", null, true, false)]
    public void A_difference_is_of_the_size_of_rounding_or_not(string recorded, string? replayed, bool bfloat16, bool holds) =>
        Assert.Equal(holds, RoundingBound.Holds(new ValueDifference("slim", 0, "loss", recorded, replayed), bfloat16));

    [Fact]
    public void A_replay_that_needs_more_room_than_there_is_is_refused()
    {
        var fault = Assert.Throws<GsFramework.UserException>(() => ReplayFolder.CheckRoom([3_000_000, 1_000_000], 6_999_999, "/scratch"));

        Assert.Contains("needs 7 MB for a while, but '/scratch' has only 7 MB free", fault.Message, StringComparison.Ordinal);
        ReplayFolder.CheckRoom([3_000_000, 1_000_000], 7_000_000, "/scratch");
    }
}
