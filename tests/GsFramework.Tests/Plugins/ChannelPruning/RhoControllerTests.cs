using GsFramework.ChannelPruning;

namespace GsFramework.Tests.Plugins.ChannelPruning;

public class RhoControllerTests
{
    private const int Steps = 100;
    private const double LearningRate = 0.5;

    [Fact]
    public void The_first_rho_is_what_the_plan_needs_and_as_much_again_for_the_losses()
    {
        var controller = new RhoController();

        Assert.Equal(2 * Needed(1, left: 60), controller.Next(1, 0, Steps, LearningRate), 1e-12);
    }

    [Fact]
    public void A_tenth_of_what_the_losses_undid_goes_into_the_next_rho()
    {
        var controller = new RhoController();
        var first = controller.Next(1, 0, Steps, LearningRate);

        var undone = first - ((1 - 0.98) / LearningRate);
        var pull = (0.9 * Needed(1, left: 60)) + (0.1 * undone);
        Assert.Equal(Needed(0.98, left: 59) + pull, controller.Next(0.98, 1, Steps, LearningRate), 1e-12);
    }

    [Fact]
    public void The_last_fall_is_judged_by_the_learning_rate_that_it_was_made_with()
    {
        var controller = new RhoController();
        var first = controller.Next(1, 0, Steps, LearningRate);

        var undone = first - ((1 - 0.98) / LearningRate);
        var pull = (0.9 * Needed(1, left: 60)) + (0.1 * undone);
        var needed = Needed(0.98, left: 59) * LearningRate / 0.48;
        Assert.Equal(needed + pull, controller.Next(0.98, 1, Steps, learningRate: 0.48), 1e-12);
    }

    [Fact]
    public void Behind_the_end_of_the_plan_a_twentieth_of_the_phase_is_left() =>
        Assert.Equal(2 * Needed(0.1, left: 5), new RhoController().Next(0.1, 90, Steps, LearningRate), 1e-12);

    [Theory]
    [InlineData(1e-9, 0.91)]
    [InlineData(9.0, 1.1)]
    public void Rho_changes_by_a_tenth_in_a_step(double distance, double factor)
    {
        var controller = new RhoController();
        var first = controller.Next(0.5, 0, Steps, LearningRate);

        Assert.Equal(factor, controller.Next(distance, 1, Steps, LearningRate) / first, 1e-3);
    }

    [Theory]
    [InlineData(1e-9, 1e-5)]
    [InlineData(1e3, 1.0)]
    public void Rho_stays_within_its_limits(double distance, double limit) =>
        Assert.Equal(limit, new RhoController().Next(distance, 0, Steps, LearningRate));

    // v/η of the plan.
    private static double Needed(double distance, double left) => 2 * distance / left / LearningRate;
}
