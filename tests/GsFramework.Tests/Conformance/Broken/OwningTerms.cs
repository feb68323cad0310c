using GsFramework.Graph;
using GsFramework.Terms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>Terms that own parameters.</summary>
public sealed partial class BrokenTerms
{
    internal abstract class Owning : Term, IOwnsParameters
    {
        public OwnedParameters? Own(
            NetworkGraph student,
            NetworkGraph teacher,
            TrainingPhase phase,
            Generator random
        ) => new(Initial(random), new OptimizerSettings(OptimizerKind.Adam, 1e-3, 0.9));

        public override Tensor? Loss(StepContext step) =>
            (nn.functional.conv2d(step.Output, step.Owned["mix"]) - step.TeacherOutput).square().mean();

        protected virtual Dictionary<string, Tensor> Initial(Generator random) =>
            new() { ["mix"] = randn(3, 3, 1, 1, generator: random) };
    }

    /// <summary>Compares the colours after a mixture that is trained.</summary>
    internal sealed class Connecting : Owning;

    /// <summary>Owns more than it uses.</summary>
    internal sealed class Neglecting : Owning
    {
        protected override Dictionary<string, Tensor> Initial(Generator random) =>
            new(base.Initial(random)) { ["other"] = randn(3, generator: random) };
    }

    /// <summary>Owns parameters in a phase in which it has no loss.</summary>
    internal sealed class Unscheduled : Owning
    {
        public override Tensor? Loss(StepContext step) => step.Phase == TrainingPhase.Slim ? base.Loss(step) : null;
    }

    /// <summary>Takes a name that the generator has.</summary>
    internal sealed class Colliding : Owning
    {
        protected override Dictionary<string, Tensor> Initial(Generator random) =>
            new(base.Initial(random)) { ["head.weight"] = randn(3, generator: random) };
    }

    /// <summary>Draws from the generator that all share.</summary>
    internal sealed class Dealing : Owning
    {
        protected override Dictionary<string, Tensor> Initial(Generator random) =>
            new() { ["mix"] = randn(3, 3, 1, 1) };
    }

    /// <summary>Puts what it owns into the network that is exported.</summary>
    internal sealed class Smuggling : Owning
    {
        public override Tensor? Loss(StepContext step)
        {
            if (!step.Generator.named_parameters().Any(static entry => entry.name == "mix"))
            {
                step.Generator.register_parameter("mix", (Parameter)step.Owned["mix"]);
            }

            return base.Loss(step);
        }
    }
}
