using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rule on which all others stand.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>None of its calls throws, in either phase: those of its capabilities and its loss, in the order of a
    /// run.</summary>
    [Fact]
    public void Its_calls_return() => Stands(PartRule(), nameof(Its_calls_return), CheckCalls);

    private protected override string? Construction => nameof(Its_calls_return);

    private void CheckCalls(Rule rule)
    {
        var rewritten = Create(rule);
        if (rewritten is IRewritesGenerator rewriter)
        {
            rule.Require(
                rule.Run(() => rewriter.Rewrite(Generator), "Rewrite") is not null,
                "Rewrite returned null.",
                "Return the generator itself where there is nothing to rewrite."
            );
        }

        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule, prepare: false);
            rule.Run(run.Prepare, "Prepare");
            if (run.Term is ITapsLayers tapping)
            {
                rule.Run(() => tapping.Taps(run.Generator.Graph, run.Teacher.Graph), "Taps");
            }

            if (run.Term is IClaimsParameters claiming)
            {
                rule.Run(() => claiming.Claim(run.Generator, phase), "Claim");
            }

            Stands(rule, nameof(The_layers_that_it_taps_are_there), CheckTaps);
            var step = Context(rule, run, phase);
            if (Loss(rule, run, step) is { requires_grad: true } loss && loss.numel() == 1)
            {
                Backward(rule, loss);
            }

            AfterStep(rule, run, step);
            Constrain(rule, run);
        }
    }

    private static void AfterStep(Rule rule, TermRun run, StepContext step)
    {
        if (run.Term is IActsAfterStep acting)
        {
            using var noGrad = no_grad();
            rule.Run(
                () => acting.AfterStep(step),
                "AfterStep",
                "It is called after each update of G, without gradients; weights are in step.Generator.Tensors."
            );
        }

        KeyValuePair<string, double>[] values =
            run.Term is IReportsValues reporting ? rule.Run(() => reporting.Values.ToArray(), "Values") : [];
        if (run.Term is ILabelsValues labels)
        {
            foreach (var (name, value) in values.Append(new(ILabelsValues.OfLoss, 1)))
            {
                rule.Run(() => labels.Label(name, value), "Label");
            }
        }

        if (run.Term is IEndsSlimming ending)
        {
            rule.Run(() => ending.IsFinished, "IsFinished");
        }

        const string Fix = "A checkpoint reads it after any step, and a resumed run sets it before its first.";
        if (run.Term is IKeepsState keeping)
        {
            rule.Run(() => keeping.State = keeping.State, "State", Fix);
        }

        if (run.Term is IKeepsTensors holding)
        {
            rule.Run(() => holding.Tensors.ToArray(), "Tensors", Fix);
        }
    }
}
