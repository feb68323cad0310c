using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Whose gradient it was that is no number.</summary>
public class GradientsTests
{
    [Fact]
    public void Of_several_terms_the_one_whose_gradient_is_broken_at_the_output_is_named()
    {
        using var objective = new SmallObjective(
            new FunctionTerm("innocent", static step => step.Output.mean()),
            new FunctionTerm("weights", static step => BrokenAtWeights(step)),
            new FunctionTerm("output", static step => (step.Output * 0).sqrt().sum())
        );

        AssertNamed("Compression term 'output', step 0 of slim: the loss is a number", objective);
    }

    [Fact]
    public void A_term_whose_gradient_is_broken_only_at_the_weights_is_named_too()
    {
        using var objective = new SmallObjective(
            new FunctionTerm("without", static _ => null),
            new FunctionTerm("innocent", static step => step.Output.mean()),
            new FunctionTerm("weights", static step => BrokenAtWeights(step))
        );

        AssertNamed("Compression term 'weights', step 0 of slim: the loss is a number", objective);
    }

    [Fact]
    public void Gradients_that_are_only_together_too_large_are_those_of_the_sum()
    {
        using var objective = new SmallObjective(
            new FunctionTerm("one", static step => Steep(step)),
            new FunctionTerm("other", static step => Steep(step))
        );

        AssertNamed("The sum of all losses, step 0 of slim: the loss is a number", objective);
    }

    [Fact]
    public void What_autograd_refuses_is_no_plugins_fault_where_none_takes_part()
    {
        using var objective = new SmallObjective(
            new FunctionTerm(
                "mine",
                static step =>
                {
                    var needed = step.Output.exp();
                    var loss = needed.mean();
                    using var noGrad = no_grad();
                    needed.add_(1);
                    return loss;
                }
            )
        );

        var fault = Assert.ThrowsAny<Exception>(() => objective.Step(0));

        Assert.IsNotType<UserException>(fault, exactMatch: false);
        Assert.Contains("inplace operation", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(string message, SmallObjective objective)
    {
        using var before = objective.Generator.CopyWeights();

        var fault = Assert.Throws<UserException>(() => objective.Step(0));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.All(objective.Generator.Trained(), entry => Assert.Equal(before[entry.Name], entry.Parameter));
    }

    private static Tensor BrokenAtWeights(StepContext step) =>
        (step.Generator.Trained().First().Parameter * 0).sqrt().sum() + (step.Output.mean() * 0);

    // A loss of 0 with a slope that single precision can just hold, and not twice.
    private static Tensor Steep(StepContext step)
    {
        var weight = step.Generator.Trained().First().Parameter.reshape(-1)[0];
        return ((weight - weight.detach()) * 2e38f) + (step.Output.mean() * 0);
    }
}
