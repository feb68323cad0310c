using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Objective;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Terms that change what belongs to the step.</summary>
public class WatchedStepTests
{
    [Theory]
    [InlineData("Input")]
    [InlineData("Output")]
    [InlineData("TeacherOutput")]
    [InlineData("Truth")]
    [InlineData("Features[\"tap\"].Student")]
    [InlineData("Features[\"tap\"].Teacher")]
    public void The_tensor_that_was_changed_is_named(string changed)
    {
        using var scope = NewDisposeScope();
        using var objective = new SmallObjective();
        var tensors = new Dictionary<string, Tensor>();
        Tensor Named(string name) => tensors[name] = ones(1, 3, 2, 2);
        var watch = new StepWatch(
            new StepContext
            {
                Phase = TrainingPhase.Slim,
                Step = 0,
                Steps = 1,
                Clock = new ScheduleClock(0, 1),
                LearningRateFactor = 1,
                Generator = objective.Generator,
                Input = Named("Input"),
                Output = Named("Output"),
                TeacherOutput = Named("TeacherOutput"),
                Truth = Named("Truth"),
                Features = new Dictionary<LayerTap, (Tensor, Tensor)>
                {
                    ["tap"] = (Named("Features[\"tap\"].Student"), Named("Features[\"tap\"].Teacher")),
                },
            }
        );
        var part = GuardedTerms.Of(new FunctionTerm("mine", static _ => null)).Part;
        watch.Unchanged(part);

        tensors[changed][0, 1, 1, 0] = 2;

        var fault = Assert.Throws<PluginException>(() => watch.Unchanged(part));
        Assert.Contains(
            $"term 'mine', step 0 of slim: it changed {changed} of the step",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_term_that_changes_the_images_after_the_step_is_named()
    {
        using var objective = new SmallObjective(
            new FunctionTerm("mine", static _ => null, static step => step.Input.zero_()),
            new FunctionTerm("innocent", static step => step.Output.mean())
        );

        var fault = Assert.Throws<PluginException>(() => objective.Step(0));

        Assert.Contains("term 'mine', step 0 of slim: it changed Input", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void The_first_two_steps_of_a_training_are_watched(int changedIn, bool isNamed)
    {
        using var objective = new SmallObjective(
            new FunctionTerm("mine", static _ => null, step => step.Input.mul_(step.Step == changedIn ? 2 : 1))
        );

        var fault = Record.Exception(() =>
        {
            for (var step = 0; step < 3; step++)
            {
                objective.Step(step);
            }
        });

        Assert.Equal(isNamed, fault is PluginException);
    }

    [Fact]
    public void An_image_that_is_no_number_is_not_taken_for_a_changed_one()
    {
        using var objective = new SmallObjective(new FunctionTerm("innocent", static _ => null));
        objective.Images[0, 0, 0, 0] = float.NaN;

        Assert.Equal(0, objective.Step(0)["lossG"]);
    }
}
