using GsFramework.Host.Evaluation;

namespace GsFramework.Tests.Host.Evaluation;

public class ScoreTests
{
    [Theory]
    [InlineData(1.0, 1.0, 0.1, 0.1, true)]
    [InlineData(1.0, 1.28, 0.1, 0.1, true)]
    [InlineData(1.0, 0.72, 0.1, 0.1, true)]
    [InlineData(1.0, 1.29, 0.1, 0.1, false)]
    [InlineData(1.0, 0.71, 0.1, 0.1, false)]
    [InlineData(1.0, 1.0, 0.1, null, false)]
    [InlineData(1.0, 1.0, null, 0.1, false)]
    [InlineData(null, 1.0, 0.1, 0.1, false)]
    public void A_difference_below_twice_its_error_is_none_that_the_images_can_show(
        double? dense,
        double compact,
        double? error,
        double? denseError,
        bool isNone
    )
    {
        var score = new Score("kid-x", "test", 160, dense, compact, error)
        {
            DenseStandardError = denseError,
            Protocol = new ScoreProtocol(8, 8),
        };

        Assert.Equal(isNone ? "no difference that 160 images can show" : null, score.NoDifference);
    }
}
