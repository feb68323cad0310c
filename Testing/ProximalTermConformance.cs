using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a term that takes proximal steps (<see cref="ITakesProximalSteps"/>): those of every term,
/// and the proximal inequality.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class ProximalTermConformance<TModule> : CompressionTermConformance<TModule>
    where TModule : Autofac.Module, new()
{
    /// <summary>
    /// From v to x, each proximal step keeps ½‖x - v‖² / η + h(x) ≤ h(v), where h is what the term calls its penalty;
    /// and at least one of the first steps lowers h.
    /// </summary>
    [Fact]
    public void Its_proximal_step_does_not_raise_what_it_reduces()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        if (run.Term is not ITakesProximalSteps proximal)
        {
            throw rule.Broken(
                $"{run.Term.GetType().FullName} does not implement {nameof(ITakesProximalSteps)}.",
                "Implement it, so that the step can be judged; or derive the test from CompressionTermConformance."
            );
        }

        var snapshot = new Snapshot();
        using var objective = Objective(rule, run, first: snapshot);
        string[] names =
        [
            .. (run.Term as IClaimsParameters)?.Claim(run.Generator, TrainingPhase.Slim)?.Parameters
                ?? run.Generator.Trained().Select(static entry => entry.Name),
        ];
        var (taken, lowered) = (0, 0);
        for (var step = 0; step < TermRun.Steps / 2; step++)
        {
            Step(rule, run, objective, step);
            using var before = snapshot.Take();
            using var after = run.Generator.CopyWeights();
            if (proximal.StepSize == 0)
            {
                continue;
            }

            taken++;
            rule.Require(
                double.IsFinite(proximal.StepSize) && proximal.StepSize > 0,
                $"η is {proximal.StepSize} in step {step}.",
                "Return the learning rate of the step, or 0 where there was none."
            );
            var moved = names.Sum(name => Moved(before[name], after[name])) / (2 * proximal.StepSize);
            var reached = Penalty(rule, proximal, run.Generator);
            run.Generator.LoadWeights(before);
            var left = Penalty(rule, proximal, run.Generator);
            run.Generator.LoadWeights(after);
            lowered += reached < left ? 1 : 0;
            rule.Require(
                moved + reached <= left + (1e-4 * Math.Max(left, 1e-6)),
                $"in step {step} the penalty h went from {left:G7} to {reached:G7}, and the way cost ½‖x - v‖²/η = "
                    + $"{moved:G7}, so h(x) + ½‖x - v‖²/η is more than h(v).",
                "Check the sign of the step and its length: η times the weight of the penalty, and Penalty with the "
                    + "same weight. The operator of ρ|γ| is sign(γ)·max(|γ| - ρη, 0)."
            );
        }

        rule.Require(
            taken > 0,
            "none of the first steps of slimming was a proximal step: StepSize is 0.",
            "Set StepSize in AfterStep."
        );
        rule.Require(
            lowered > 0,
            "no step lowered the penalty.",
            "Give options with which the step is felt, or let AfterStep shrink the weights in place."
        );
    }

    private static double Penalty(Rule rule, ITakesProximalSteps term, GraphModule generator)
    {
        var value = rule.Run(() => term.Penalty(generator), "Penalty");
        rule.Require(
            double.IsFinite(value) && value >= 0,
            $"the penalty is {value}.",
            "Return h(x), a number of 0 or more."
        );
        return value;
    }

    private static double Moved(Tensor before, Tensor after)
    {
        using var scope = NewDisposeScope();
        return (after.to(float64) - before.to(float64)).square().sum().item<double>();
    }

    /// <summary>Stands before the term and keeps the weights that it is given.</summary>
    private sealed class Snapshot : ICompressionTerm, IActsAfterStep
    {
        private WeightSet? _weights;

        public double Weight => 1;

        public Tensor? Loss(StepContext step) => null;

        public void AfterStep(StepContext step) => _weights = step.Generator.CopyWeights();

        public WeightSet Take() => _weights!;
    }
}
