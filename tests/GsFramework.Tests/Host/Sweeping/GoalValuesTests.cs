using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Host.Sweeping;

namespace GsFramework.Tests.Host.Sweeping;

public sealed class GoalValuesTests
{
    private static readonly JsonObject _result = JsonNode
        .Parse(
            """
            {
              "macs": { "dense": 100, "compact": 25, "ratio": 4 },
              "scores": [ { "metric": "l1-teacher", "compact": 0.5 }, { "metric": "kid-means-teacher", "compact": -0.1 } ]
            }
            """
        )!
        .AsObject();

    [Theory]
    [InlineData("l1-teacher", 0.5)]
    [InlineData("kid-means-teacher", -0.1)]
    [InlineData("macs.compact", 25)]
    [InlineData("macs.ratio", 4)]
    public void A_goal_is_a_score_by_its_name_or_a_number_by_its_path(string goal, double value) =>
        Assert.Equal(new GoalValue(goal, value), Assert.Single(GoalValues.Of(_result, [goal], "result.json")));

    [Theory]
    [InlineData("ssim-teacher")]
    [InlineData("latency.threads")]
    [InlineData("macs.dense.more")]
    public void A_goal_that_is_not_there_is_named_with_those_that_are(string goal)
    {
        var fault = Assert.Throws<UserException>(() => GoalValues.Of(_result, [goal], "result.json"));

        Assert.Contains($"'{goal}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("l1-teacher, kid-means-teacher", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("l1-teacher", true, true)]
    [InlineData("ssim-truth", false, true)]
    [InlineData("accuracy", false, true)]
    [InlineData("macs.compact", true, true)]
    [InlineData("parameters.ratio", false, true)]
    [InlineData("deployable.bytes", true, false)]
    [InlineData("latency.prediction.milliseconds", true, false)]
    public void Its_name_tells_which_way_it_is_good_and_whether_a_rung_has_it(string goal, bool lower, bool early)
    {
        Assert.Null(GoalValues.Fault(goal, new EvaluationOptions()));
        Assert.Equal((lower, early), (GoalValues.IsLowerBetter(goal), GoalValues.IsKnownEarly(goal)));
    }
}
