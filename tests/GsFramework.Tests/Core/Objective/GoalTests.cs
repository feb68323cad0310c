using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

public class GoalTests
{
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public void Slimming_ends_when_all_terms_with_a_goal_have_reached_it(bool first, bool second, bool ends)
    {
        using var objective = new SmallObjective(
            new GoalTerm("first", first),
            new FunctionTerm("without", static _ => null),
            new GoalTerm("second", second)
        );

        Assert.Equal(ends, objective.Objective.IsFinished);
    }

    [Fact]
    public void Without_a_goal_slimming_does_not_end_early()
    {
        using var objective = new SmallObjective(new FunctionTerm("without", static _ => null));

        Assert.False(objective.Objective.IsFinished);
    }

    [Fact]
    public void Fine_tuning_does_not_end_early()
    {
        using var objective = new SmallObjective(TrainingPhase.FineTune, null, new GoalTerm("first", true));

        Assert.False(objective.Objective.IsFinished);
    }

    private sealed class GoalTerm(string name, bool isFinished) : INamedTerm, IEndsSlimming
    {
        public string Name => name;

        public double Weight => 1;

        public bool IsFinished => isFinished;

        public Tensor? Loss(StepContext step) => null;
    }
}
