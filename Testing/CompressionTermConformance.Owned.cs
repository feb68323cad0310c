using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for terms that own parameters.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>What <see cref="IOwnsParameters.Own"/> makes depends on nothing but the graphs, the phase and the
    /// given generator of random numbers, can be trained, and has names that the generator does not have.</summary>
    [Fact]
    public void Its_own_parameters_are_the_same_each_time() =>
        Stands(Rule(), nameof(Its_own_parameters_are_the_same_each_time), CheckOwned);

    /// <summary>The loss trains all parameters that the term owns.</summary>
    [Fact]
    public void Its_gradients_reach_its_own_parameters()
    {
        var rule = Rule();
        Stands(rule, nameof(Its_own_parameters_are_the_same_each_time), CheckOwned);
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            var step = Context(rule, run, phase);
            if (step.Owned.Count == 0)
            {
                continue;
            }

            var there = In(phase, rule);
            var loss = Loss(rule, run, step);
            there.Require(
                loss is not null,
                $"it owns {Tensors.List([.. step.Owned.Keys])}, and has no loss that could train them.",
                "Return null from Own in a phase in which the loss is null."
            );
            Backward(there, loss!);
            string[] missed =
            [
                .. step
                    .Owned.Where(static entry =>
                        Tensors.Gradient(entry.Value) is not { } gradient || Tensors.Largest(gradient) == 0
                    )
                    .Select(static entry => entry.Key),
            ];
            there.Require(
                missed.Length == 0,
                $"no gradient reaches {Tensors.List(missed)}.",
                "Compute the loss with step.Owned, not with copies or detached tensors, and own nothing that it does "
                    + "not use. A factor of 0 before a parameter keeps it from ever being trained: begin with small "
                    + "random numbers."
            );
            string[] bad =
            [
                .. step
                    .Owned.Where(static entry => !Tensors.AreFinite(Tensors.Gradient(entry.Value)!))
                    .Select(static entry => entry.Key),
            ];
            there.Require(
                bad.Length == 0,
                $"the gradient of {Tensors.List(bad)} is NaN or infinite.",
                "Keep divisions, roots and logarithms away from 0, by adding a small ε inside."
            );
        }
    }

    /// <summary>Nothing that the term owns gets into the generator, or into what is exported of it.</summary>
    [Fact]
    public void Its_own_parameters_are_not_exported()
    {
        var rule = Rule();
        Stands(rule, nameof(Its_own_parameters_are_the_same_each_time), CheckOwned);
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        string[] owned = [.. run.Own(rule, TrainingPhase.FineTune)?.Parameters.Keys ?? []];
        if (owned.Length == 0)
        {
            return;
        }

        using var objective = Objective(rule, run, TrainingPhase.FineTune);
        Step(rule, run, objective, 0);
        using var weights = run.Generator.CopyWeights();
        var card = new OnnxCard { Framework = "0.0.0", Format = "conformance" };
        var file = rule.Run(
            () => ModelProto.Parser.ParseFrom(OnnxModel.ToBytes(run.Generator.Graph, weights, new OnnxShape(), card)),
            "writing the generator as ONNX"
        );
        string[] found =
        [
            .. run
                .Generator.Tensors.Keys.Concat(run.Generator.named_parameters().Select(static entry => entry.name))
                .Concat(file.Graph.Initializer.Select(static entry => entry.Name))
                .Intersect(owned),
        ];
        rule.Require(
            found.Length == 0,
            $"{Tensors.List(found)} is a part of the generator.",
            "Leave them with the host, and use step.Owned: do not register them in step.Generator."
        );
    }

    private void CheckOwned(Rule rule)
    {
        if (Create(rule) is not IOwnsParameters)
        {
            return;
        }

        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            if (run.Own(rule, phase) is not { } owned)
            {
                continue;
            }

            using (rand(3))
            {
                // The global generator stands elsewhere now.
            }

            using var other = Begin(rule);
            var again = other.Own(rule, phase);
            rule.Require(
                again is not null
                    && again.Parameters.Keys.Order().SequenceEqual(owned.Parameters.Keys.Order())
                    && owned.Parameters.All(entry =>
                        entry.Value.shape.SequenceEqual(again.Parameters[entry.Key].shape)
                    )
                    && Tensors.Changed(Tensors.Bits(owned.Parameters), Tensors.Bits(again.Parameters)).Length == 0,
                $"in the phase {phase}, a second Own gives other names, shapes or values.",
                "Draw the values with the generator that Own is given, as in randn(shape, generator: random), and "
                    + "let all else depend on the two graphs and the phase."
            );
            rule.Require(
                double.IsFinite(owned.LearningRate) && owned.LearningRate > 0,
                $"in the phase {phase}, the learning rate of what it owns is {owned.LearningRate}.",
                "Give a rate above 0."
            );
        }
    }
}
