using GsFramework.Host.Runs;
using GsFramework.Host.Verification;

namespace GsFramework.Tests.Host.Verification;

public class RoundingBoundTests
{
    [Theory]
    [InlineData("1.00000000", "1.00001", false, null, true)]
    [InlineData("1.00000000", "1.001", false, null, false)]
    [InlineData("1.00000000", "1.001", true, null, true)]
    [InlineData("1.00000000", "1.1", true, null, false)]
    [InlineData("1.00000000", "1.01", false, 8, true)]
    [InlineData("1.00000000", "1.1", false, 8, false)]
    [InlineData("1.00000000", "1.1", true, 2, false)]
    [InlineData("0", "1e-7", false, null, true)]
    [InlineData("0", "1e-3", false, 8, false)]
    [InlineData("1", "NaN", true, 8, false)]
    [InlineData("1", null, true, 8, false)]
    public void A_difference_is_of_the_size_of_rounding_or_not(
        string recorded,
        string? replayed,
        bool bfloat16,
        int? bits,
        bool holds
    ) =>
        Assert.Equal(
            holds,
            new RoundingBound(bfloat16, bits).Holds(new ValueDifference("slim", 0, "loss", recorded, replayed))
        );

    [Theory]
    [InlineData("arithmetic.kind", "native", "1.00001", "Rounding")]
    [InlineData("threads", "2", "1.00001", "Rounding")]
    [InlineData("libtorch", "2.9.0", "1.1", "Unexplained")]
    [InlineData("arithmetic.kind", null, "1.00001", "Unexplained")]
    [InlineData("dotnet", "10.0.1", "1.00001", "Unexplained")]
    [InlineData("arithmetic.kind", "native", "1.0", "Same")]
    public void Rounding_explains_a_small_difference_where_the_arithmetic_is_another(
        string name,
        string? then,
        string replayed,
        string outcome
    )
    {
        MetricsRow Row(string value) => new("slim", 0, new Dictionary<string, string> { ["loss"] = value });
        var metrics = new MetricsComparison([Row("1.0")], static _ => { });
        metrics.Take(Row(replayed));

        var found = new VerificationResult
        {
            RunDirectory = "run",
            Plan = new ReplayPlan([], IsWhole: true, Limit: null),
            Metrics = metrics,
            ResultValues = 0,
            ResultDifferences = [],
            Networks = new FileComparison(0, []),
            Pictures = new FileComparison(0, []),
            Bound = new RoundingBound(BFloat16: false, Bits: null),
            Origin = [new OriginDifference(name, then, "other")],
            Plugins = [],
            NotChecked = [],
        };

        Assert.Equal(outcome, $"{found.Outcome}");
    }

    [Fact]
    public void A_replay_that_needs_more_room_than_there_is_is_refused()
    {
        var fault = Assert.Throws<GsFramework.UserException>(() =>
            ReplayFolder.CheckRoom([3_000_000, 1_000_000], 6_999_999, "/scratch")
        );

        Assert.Contains(
            "needs 7 MB for a while, but '/scratch' has only 7 MB free",
            fault.Message,
            StringComparison.Ordinal
        );
        ReplayFolder.CheckRoom([3_000_000, 1_000_000], 7_000_000, "/scratch");
    }
}
