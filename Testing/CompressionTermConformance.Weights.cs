using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for terms that keep weights in a set, or tensors of their own.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>Weights that <see cref="IConstrainsWeights.Constrain"/> has brought into the set are not changed by it
    /// again, by this object or by another of the same options; those of a training are brought back into it.</summary>
    [Fact]
    public void Its_constraint_leaves_alone_what_fulfils_it()
    {
        var rule = Rule();
        using var run = Begin(rule);
        if (run.Term is not IConstrainsWeights constraining)
        {
            return;
        }

        using var objective = Objective(rule, run, TrainingPhase.FineTune);
        foreach (var when in new[] { "before the first step", "after some steps" })
        {
            rule.Run(() => constraining.Constrain(run.Generator), "Constrain");
            var before = Tensors.Bits(run.Generator.Tensors);
            rule.Run(() => constraining.Constrain(run.Generator), "Constrain");
            rule.Run(() => ((IConstrainsWeights)Create(rule)).Constrain(run.Generator), "Constrain");
            var changed = Tensors.Changed(before, Tensors.Bits(run.Generator.Tensors));
            rule.Require(
                changed.Length == 0,
                $"{when}, a second Constrain changes {Tensors.List(changed)}, which the first has just brought into "
                    + $"the set.",
                "Let it be a projection: what is allowed already stays as it is. What a term knows of a generator "
                    + "beyond its weights must not decide it."
            );
            string[] bad =
            [
                .. run
                    .Generator.Trained()
                    .Where(static entry => !Tensors.AreFinite(entry.Parameter))
                    .Select(static entry => entry.Name),
            ];
            rule.Require(bad.Length == 0, $"{when}, {Tensors.List(bad)} is NaN or infinite.", "Leave numbers.");
            for (var step = 0; step < 3; step++)
            {
                Step(rule, run, objective, step);
            }
        }
    }

    /// <summary>A fine-tuning that was interrupted continues as if it had not been, with the tensors of
    /// <see cref="IKeepsTensors"/>.</summary>
    [Fact]
    public void A_resumed_fine_tuning_takes_the_same_next_step()
    {
        const int Done = 3;
        var rule = Rule();
        Stands(rule, nameof(The_same_run_again_gives_the_same), CheckDeterminism);
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        if (run.Term is not (IKeepsTensors or IConstrainsWeights))
        {
            return;
        }

        Constrain(rule, run);
        using var objective = Objective(rule, run, TrainingPhase.FineTune);
        for (var step = 0; step < Done; step++)
        {
            Step(rule, run, objective, step);
        }

        using var weights = run.Generator.CopyWeights();
        var moments = objective.State().ToDictionary(static entry => entry.Key, static entry => entry.Value.clone());
        var numbers = Numbers(rule, run);
        var tensors = Copies(rule, run);

        using var resumed = Begin(rule, prepare: false);
        Constrain(rule, resumed);
        using var continued = Objective(rule, resumed, TrainingPhase.FineTune);
        resumed.Generator.LoadWeights(weights);
        resumed.Generator.Observing = run.Generator.Observing;
        continued.Load(moments);
        if (resumed.Term is IKeepsState keeper)
        {
            rule.Run(() => keeper.State = numbers!, "setting State");
        }

        if (resumed.Term is IKeepsTensors holder)
        {
            rule.Run(() => holder.Tensors = tensors!, "setting Tensors");
            foreach (var tensor in tensors!.Values)
            {
                // The file that they came from is closed after that.
                tensor.Dispose();
            }
        }

        var expected = Step(rule, run, objective, Done);
        var actual = rule.Run(
            () => Step(rule, resumed, continued, Done),
            "the next step (a term copies what it is given as Tensors)"
        );
        var changed = Tensors.Changed(Tensors.Bits(run.Generator.Tensors), Tensors.Bits(resumed.Generator.Tensors));
        rule.Require(
            Same(expected, actual) && changed.Length == 0,
            $"step {Done} of fine-tuning gives {Show(expected)} in a run that continues, and {Show(actual)} in one "
                + $"that was resumed.",
            "Put every tensor that the next step depends on in IKeepsTensors and every number in IKeepsState; make "
                + "all else a function of step.Step and of the weights."
        );
    }
}
