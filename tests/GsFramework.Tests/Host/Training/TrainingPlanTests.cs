using GsFramework.Host.Training;

namespace GsFramework.Tests.Host.Training;

/// <summary>Trainings whose processor time is told by a function instead of a clock.</summary>
public class TrainingPlanTests
{
    private const double Budget = 100;
    private const int Planned = 1000;

    // What an update takes, by how much is spent, beside what the plan was made with.
    public static TheoryData<string, Func<int, double, double>> Paces =>
        new()
        {
            { "as planned", static (_, _) => 0.1 },
            { "twice as slow from the beginning", static (_, _) => 0.2 },
            { "three times as fast from the beginning", static (_, _) => 0.1 / 3 },
            { "slower in the middle", static (_, spent) => spent is > 40 and < 60 ? 0.25 : 0.1 },
            { "slower near the end", static (_, spent) => spent > 90 ? 0.3 : 0.1 },
            { "ever slower", static (_, spent) => 0.1 * (1 + (spent / 50)) },
            { "now and then with pictures and a checkpoint", static (step, _) => step % 25 == 0 ? 0.6 : 0.1 },
            { "back and forth", static (step, _) => step / 40 % 2 == 0 ? 0.06 : 0.15 },
        };

    [Theory]
    [MemberData(nameof(Paces))]
    public void A_budget_of_time_is_spent_to_within_two_hundredths_and_so_is_the_schedule(
        string what,
        Func<int, double, double> pace
    )
    {
        var (spent, ticks) = Train(new TrainingPlan(Planned, Budget), pace);

        Assert.True(Math.Abs((spent / Budget) - 1) < 0.02, $"{what}: {spent}");
        Assert.Equal(ticks.Order(), ticks);
        Assert.Equal(0, ticks[0]);
        Assert.InRange(ticks[^1], 0.98 * Planned, Planned - 1);
    }

    [Fact]
    public void A_number_of_updates_is_made_whatever_they_take_and_each_is_a_tick()
    {
        var plan = new TrainingPlan(Planned);

        var (_, ticks) = Train(plan, static (_, _) => 7);

        Assert.Equal(Enumerable.Range(0, Planned), ticks);
        Assert.Equal((Planned, Planned, false), (plan.Steps, plan.Ticks, plan.IsTimed));
    }

    [Fact]
    public void A_budget_that_is_spent_all_at_once_ends_the_training()
    {
        var plan = new TrainingPlan(Planned, Budget);

        Assert.True(plan.Correct(3, Budget));

        Assert.Equal(3, plan.Steps);
    }

    [Fact]
    public void A_training_that_goes_on_from_a_checkpoint_is_that_of_one_that_was_not_interrupted()
    {
        static double Pace(int step, double spent) => step < 300 ? 0.1 : 0.17;
        var whole = Train(new TrainingPlan(Planned, Budget), Pace);

        foreach (var at in new[] { 1, 126, 400, 700 })
        {
            var first = new TrainingPlan(Planned, Budget);
            var before = Train(first, Pace, until: at);
            var second = new TrainingPlan(Planned, Budget) { State = first.State };
            var after = Train(second, Pace, from: at, before.Spent);

            Assert.Equal(whole.Ticks, [.. before.Ticks, .. after.Ticks]);
            Assert.Equal(whole.Spent, after.Spent);
        }
    }

    [Fact]
    public void A_checkpoint_of_a_version_that_kept_to_its_first_plan_is_corrected_from_there_on()
    {
        var (spent, ticks) = Train(new TrainingPlan(Planned, Budget), static (_, _) => 0.08, from: 500, spent: 60);

        Assert.Equal(500, ticks[0]);
        Assert.InRange(spent, 0.98 * Budget, 1.02 * Budget);
    }

    // As the runner does.
    private static (double Spent, List<int> Ticks) Train(
        TrainingPlan plan,
        Func<int, double, double> pace,
        int from = 0,
        double spent = 0,
        int until = int.MaxValue
    )
    {
        var ticks = new List<int>();
        for (var step = from; step < Math.Min(until, plan.Steps);)
        {
            ticks.Add(plan.Tick(step));
            spent += pace(step, spent);
            step++;
            plan.Correct(step, spent);
        }

        return (spent, ticks);
    }
}
