using GsFramework.Core.Composition.Guards;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rule on fine-tuning, whose generator is compact.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>Fine-tuning can be done on a generator whose channels have been taken out by the program's own pruning,
    /// and then on one that lacks a whole block, and all blocks: the loss is a finite scalar with a gradient there,
    /// too.</summary>
    [Fact]
    public void Its_loss_can_be_computed_on_a_pruned_generator()
    {
        var rule = Rule();
        foreach (var shrinkage in Shrinkage.All)
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule, shrinkage: shrinkage);
            if (!run.IsPruned)
            {
                continue;
            }

            var there = rule with { Part = $"{rule.Part}, fine-tuning a generator {shrinkage.What}" };
            var context = Context(there, run, TrainingPhase.FineTune);
            if (
                Loss(
                    there,
                    run,
                    context,
                    $"{GuardedTerm.FewerChannels} Where a block is gone, Features has none of its layers: return "
                        + $"null when none is left."
                ) is
                { } loss
            )
            {
                RequireScalar(there, loss, context);
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
                    "Channels may be all 0: keep norms, roots and divisions away from 0 by a small ε inside."
                );
            }
            else
            {
                there.Require(
                    shrinkage.MayLeaveNothing || ActsWithoutLoss(run.Term) || !HasLoss(there, TrainingPhase.FineTune),
                    "the loss is null, which it was not before pruning.",
                    $"Return null only where nothing is left to compare. {GuardedTerm.FewerChannels}"
                );
            }

            using var objective = Objective(rule, run, TrainingPhase.FineTune);
            Step(there, run, objective, 0);
        }
    }
}
