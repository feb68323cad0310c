using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules on what a loss does to the networks.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>A run begins with a student that equals the teacher: there, too, loss and gradients are
    /// numbers.</summary>
    [Fact]
    public void Its_gradient_is_finite_where_the_student_equals_the_teacher()
    {
        var rule = Rule();
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule, equal: true);
            if (Loss(rule, run, Context(rule, run, phase)) is not { requires_grad: true } loss)
            {
                continue;
            }

            var there = In(phase, rule);
            there.Require(
                Tensors.AreFinite(loss),
                "the loss is NaN or infinite.",
                "Keep divisions, roots and logarithms away from 0."
            );
            Backward(there, loss);
            string[] bad =
            [
                .. run
                    .Generator.Trained()
                    .Where(static entry =>
                        Tensors.Gradient(entry.Parameter) is { } gradient && !Tensors.AreFinite(gradient)
                    )
                    .Select(static entry => entry.Name),
            ];
            there.Require(
                bad.Length == 0,
                $"the gradient of {Tensors.List(bad)} is NaN or infinite.",
                "A root, a norm or a division has no derivative at 0: add a small ε inside, such as "
                    + "(x.square().sum() + 1e-12).sqrt()."
            );
        }
    }

    /// <summary>The gradients arrive at the parameters that <see cref="Reaches"/> names.</summary>
    [Fact]
    public void Its_gradients_reach_the_parameters_that_they_should()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        var phase = HasLoss(rule, TrainingPhase.Slim) ? TrainingPhase.Slim : TrainingPhase.FineTune;
        if (Loss(rule, run, Context(rule, run, phase)) is not { requires_grad: true } loss)
        {
            return;
        }

        Backward(rule, loss);
        var graph = run.Generator.Graph;
        string[] watched =
            run.Term is ITapsLayers ? [.. run.Taps(rule).Select(static tap => tap.Student)] : [graph.Output.Name];
        var parameters = run
            .Generator.Trained()
            .ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        string[] missed =
        [
            .. graph
                .Parameters()
                .Where(entry =>
                    parameters.ContainsKey(entry.Name) && Reaches(graph, entry.Node, entry.Parameter, watched)
                )
                .Where(entry =>
                    Tensors.Gradient(parameters[entry.Name]) is not { } gradient || Tensors.Largest(gradient) == 0
                )
                .Select(static entry => entry.Name),
        ];
        rule.Require(
            missed.Length == 0,
            $"no gradient reaches {Tensors.List(missed)}.",
            "Do not detach on the way from step.Output to the loss. A term that is not meant to train all kernels "
                + "overrides Reaches in its test."
        );
    }

    /// <summary>
    /// The teacher, its discriminator, the images and the generator's weights are as before when the loss has been
    /// computed and differentiated, and none of them has a gradient that it had not.
    /// </summary>
    [Fact]
    public void Its_loss_changes_nothing()
    {
        var rule = Rule();
        Stands(rule, nameof(Its_loss_changes_nothing), CheckFrozen);
    }

    private void CheckFrozen(Rule rule)
    {
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            CheckFrozen(In(phase, rule), phase);
        }
    }

    private void CheckFrozen(Rule rule, TrainingPhase phase)
    {
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        var context = Context(rule, run, phase);
        var frozen = Frozen(run, context).ToArray();
        var weights = Prefixed("the generator's ", run.Generator).ToArray();
        var before = Tensors.Bits([.. frozen, .. weights]);
        var needed = run
            .Generator.Trained()
            .ToDictionary(static entry => entry.Name, static entry => entry.Parameter.requires_grad);
        var mode = (run.Generator.training, run.Generator.Observing, run.Generator.Quantizing);

        if (Loss(rule, run, context) is { requires_grad: true } loss)
        {
            Backward(rule, loss);
        }

        var changed = Tensors.Changed(before, Tensors.Bits([.. frozen, .. weights]));
        rule.Require(
            changed.Length == 0,
            $"{string.Join(", ", changed.Take(5))} changed in Loss.",
            "Do not use operations in place (those that end with _) on what the step brings: write x.abs(), not "
                + "x.abs_(). Weights are changed in IActsAfterStep.AfterStep."
        );
        string[] trained =
        [
            .. frozen
                .Where(static entry => entry.Value.requires_grad || Tensors.Gradient(entry.Value) is not null)
                .Select(static entry => entry.Key),
        ];
        rule.Require(
            trained.Length == 0,
            $"{string.Join(", ", trained.Take(5))} got a gradient.",
            "The teacher, its discriminator and the images are not trained: leave requires_grad as it is, and "
                + "compute their features within no_grad()."
        );
        rule.Require(
            run.Generator.Trained().All(entry => entry.Parameter.requires_grad == needed[entry.Name])
                && is_grad_enabled()
                && (run.Generator.training, run.Generator.Observing, run.Generator.Quantizing) == mode,
            "Loss switched gradients, training mode or quantisers on or off, and left it so.",
            "Open no_grad() with 'using', and leave train(), eval(), RequireGradients, Observing and Quantizing "
                + "alone in Loss."
        );
    }
}
