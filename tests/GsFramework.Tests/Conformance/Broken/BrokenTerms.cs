using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Autofac;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Parts;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>Terms that are all right but for one thing, which their name says.</summary>
public sealed partial class BrokenTerms : Autofac.Module
{
    protected override void Load(ContainerBuilder builder)
    {
        void Add<T>(string key)
            where T : class, ICompressionTerm =>
            builder.RegisterPart<ICompressionTerm, T, NoOptions>(key, "a term of a test");

        Add<Healthy>("healthy");
        Add<Detached>("detached");
        Add<Idle>("idle");
        Add<Vector>("vector");
        Add<Rooted>("rooted");
        Add<Shallow>("shallow");
        Add<Meddling>("meddling");
        Add<Unfreezing>("unfreezing");
        Add<Dicing>("dicing");
        Add<Forgetful>("forgetful");
        Add<Summing>("summing");
        Add<Leaking>("leaking");
        Add<Babbling>("babbling");
        Add<Silent>("silent");
        Add<Rambling>("rambling");
        Add<LineBreaking>("line-breaking");
        Add<Grasping>("grasping");
        Add<Growing>("growing");
        Add<Tapping>("tapping");
        Add<Connecting>("connecting");
        Add<Neglecting>("neglecting");
        Add<Unscheduled>("unscheduled");
        Add<Colliding>("colliding");
        Add<Dealing>("dealing");
        Add<Smuggling>("smuggling");
        Add<Shrinking>("shrinking");
        Add<Swelling>("swelling");
        Add<Throwing>("throwing");
        Add<Unsteady>("unsteady");
        Add<Rolling>("rolling");
        Add<Disposing>("disposing");
        Add<Spying>("spying");
        Add<Oversized>("oversized");
        Add<EqualShapes>("equal-shapes");
        Add<TrunkShapes>("trunk-shapes");
        Add<DenseKernel>("dense-kernel");
        Add<Clinging>("clinging");
        Add<ClingingToLast>("clinging-to-last");
        Add<Undefined>("undefined");
        Add<MeanMaps>("mean-maps");
        Add<Hoarding>("hoarding");
        Add<LateLeaking>("late-leaking");
        Add<LateSumming>("late-summing");
        Add<Expiring>("expiring");
        Add<OnlySlimming>("only-slimming");
        Add<OnlyFineTuning>("only-fine-tuning");
        Add<OnlyConstraining>("only-constraining");
        Add<FailingConstructor>("failing-constructor");
        Add<FailingRewrite>("failing-rewrite");
        Add<FailingPrepare>("failing-prepare");
        Add<FailingTaps>("failing-taps");
        Add<FailingClaim>("failing-claim");
        Add<FailingOwn>("failing-own");
        Add<FailingAfterStep>("failing-after-step");
        Add<FailingValues>("failing-values");
        Add<FailingLabel>("failing-label");
        Add<FailingState>("failing-state");
        Add<FailingConstrain>("failing-constrain");
        builder.RegisterPart<ICompressionTerm, Weighted, WeightOptions>("weighted", "a term of a test");
    }

    public sealed record WeightOptions
    {
        [Description("Factor in the objective.")]
        [Range(0, 1e6)]
        public double Weight { get; init; } = 2;
    }

    internal abstract class Term : ICompressionTerm
    {
        public double Weight => 1;

        public virtual Tensor? Loss(StepContext step) => Squares(step).mean();

        protected static Tensor Squares(StepContext step) => (step.Output - step.TeacherOutput).square();
    }

    internal sealed class Healthy : Term;

    internal sealed class Detached : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).mean().detach();
    }

    internal sealed class Idle : Term
    {
        public override Tensor? Loss(StepContext step) => null;
    }

    internal sealed class Vector : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).mean([1, 2, 3]);
    }

    internal sealed class Rooted : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).mean([1, 2, 3]).sqrt().mean();
    }

    internal sealed class Shallow : Term
    {
        public override Tensor Loss(StepContext step) =>
            Squares(step).mean().detach() * step.Generator.Tensors["tail.weight"].square().mean();
    }

    internal sealed class Meddling : Term
    {
        public override Tensor Loss(StepContext step) =>
            (step.Output - step.TeacherOutput.clamp_(-0.1, 0.1)).square().mean();
    }

    internal sealed class Unfreezing : Term, INeedsTeacherDiscriminator
    {
        public override Tensor Loss(StepContext step)
        {
            step.TeacherDiscriminator!.RequireGradients(true);
            return (step.TeacherDiscriminator.forward(step.Output) - 1).square().mean();
        }
    }

    internal sealed class Dicing : Term
    {
        public override Tensor Loss(StepContext step) => (Squares(step) * rand_like(step.Output)).mean();
    }

    internal sealed class Forgetful : Term
    {
        private int _calls;

        public override Tensor Loss(StepContext step) => Squares(step).mean() * ++_calls;
    }

    internal sealed class Summing : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).sum();
    }

    internal sealed class Leaking : Term
    {
        private readonly List<Tensor> _history = [];

        public override Tensor Loss(StepContext step)
        {
            _history.Add(step.Output.detach().clone().DetachFromDisposeScope());
            return Squares(step).mean();
        }
    }

    /// <summary>Leaks in fine-tuning alone.</summary>
    internal sealed class LateLeaking : Term
    {
        public override Tensor Loss(StepContext step)
        {
            if (step.Phase == TrainingPhase.FineTune)
            {
                step.Output.detach().clone().DetachFromDisposeScope();
            }

            return Squares(step).mean();
        }
    }

    /// <summary>Replaces what it keeps in each step, and is not disposable.</summary>
    internal sealed class Hoarding : Term
    {
        private Tensor? _last;

        public override Tensor Loss(StepContext step)
        {
            _last?.Dispose();
            _last = step.Output.detach().clone().DetachFromDisposeScope();
            return Squares(step).mean();
        }
    }

    internal sealed class Babbling : Term, IReportsValues
    {
        private int _step;

        public IEnumerable<KeyValuePair<string, double>> Values => [new($"at step {_step}", 1)];

        public override Tensor? Loss(StepContext step)
        {
            _step = step.Step;
            return base.Loss(step);
        }
    }

    internal sealed class Silent : Term, ILabelsValues
    {
        public string? Label(string name, double value) => " ";
    }

    internal sealed class Rambling : Term, ILabelsValues, IReportsValues
    {
        public IEnumerable<KeyValuePair<string, double>> Values => [new("share", 0)];

        public string? Label(string name, double value) =>
            name == "share" ? $"the share is {value}, and so on and so on and so on" : null;
    }

    internal sealed class LineBreaking : Term, ILabelsValues
    {
        public string? Label(string name, double value) => "one\nother";
    }

    internal sealed class Grasping : Term, IClaimsParameters
    {
        public ParameterClaim Claim(GraphModule generator, TrainingPhase phase) =>
            new(["head.weight", "head.weight"], new OptimizerSettings(OptimizerKind.Sgd, LearningRate: 0, Momentum: 0));
    }

    internal sealed class Growing : Term, IRewritesGenerator
    {
        public NetworkGraph Rewrite(NetworkGraph generator) =>
            new(
                generator.InputChannels,
                [
                    .. generator.Nodes,
                    new GraphNode(
                        $"again_{generator.Nodes.Count}",
                        new Activation(ActivationFunction.Tanh),
                        [generator.Output.Name]
                    ),
                ]
            );
    }

    internal sealed class Tapping : Term, ITapsLayers, IRewritesGenerator
    {
        public NetworkGraph Rewrite(NetworkGraph generator) =>
            generator.Contains("extra")
                ? generator
                : new(
                    generator.InputChannels,
                    [
                        .. generator.Nodes,
                        new GraphNode("extra", new Activation(ActivationFunction.Tanh), [generator.Output.Name]),
                    ]
                );

        // The teacher is not rewritten, and has no such layer.
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => ["extra"];
    }

    internal sealed class Shrinking() : Proximal(sign: 1);

    internal sealed class Swelling() : Proximal(sign: -1);

    internal sealed class Throwing : Term
    {
        public override Tensor Loss(StepContext step) => throw new InvalidOperationException("Out of ideas.");
    }

    internal sealed class Unsteady : Term
    {
        private static int _calls;

        public override Tensor? Loss(StepContext step) =>
            Interlocked.Increment(ref _calls) == 1 ? throw new InvalidOperationException("Not yet.") : base.Loss(step);
    }

    internal sealed class Rolling : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).mean() * (1 + new Random().NextDouble());
    }

    internal sealed class Weighted(WeightOptions options) : ICompressionTerm
    {
        public double Weight => options.Weight;

        public Tensor Loss(StepContext step) => (step.Output - step.TeacherOutput).square().mean() * options.Weight;
    }

    internal sealed class Disposing : Term
    {
        public override Tensor Loss(StepContext step)
        {
            using var loss = Squares(step).mean();
            return loss;
        }
    }

    internal sealed class Spying : Term
    {
        public override Tensor Loss(StepContext step) =>
            (step.Features["trunk"].Student - step.Features["trunk"].Teacher).square().mean();
    }

    internal sealed class Oversized : Term
    {
        public override Tensor Loss(StepContext step) =>
            nn.functional.conv2d(step.Output, ones(1, 4, 3, 3)).square().mean();
    }

    /// <summary>Compares layers as if the compact generator had the teacher's channels.</summary>
    internal sealed class EqualShapes : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
            ["head_relu", "up_relu"];

        public override Tensor Loss(StepContext step) =>
            stack([.. step.Features.Values.Select(static layer => (layer.Student - layer.Teacher).square().mean())])
                .sum();
    }

    /// <summary>The same in the trunk alone, which is only pruned where the user says so.</summary>
    internal sealed class TrunkShapes : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => ["trunk"];

        public override Tensor Loss(StepContext step) =>
            Squares(step).mean() + (step.Features["trunk"].Student - step.Features["trunk"].Teacher).square().mean();
    }

    /// <summary>Looks at a kernel as if it had the dense generator's channels.</summary>
    internal sealed class DenseKernel : Term
    {
        public override Tensor Loss(StepContext step) =>
            Squares(step).mean() + (step.Generator.Tensors["block_1.weight"] * ones(8, 8, 3, 3)).square().mean();
    }

    /// <summary>Wants a block that pruning may take out.</summary>
    internal sealed class Clinging : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => ["block"];

        public override Tensor Loss(StepContext step) =>
            (step.Features["block"].Student.mean([1]) - step.Features["block"].Teacher.mean([1])).square().mean();
    }

    /// <summary>The same with the second block of a CycleGAN generator.</summary>
    internal sealed class ClingingToLast : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) => ["model.11"];

        public override Tensor Loss(StepContext step) =>
            (step.Features["model.11"].Student.mean([1]) - step.Features["model.11"].Teacher.mean([1])).square().mean();
    }

    /// <summary>Gives up where channels are gone.</summary>
    internal sealed class Undefined : Term
    {
        public override Tensor? Loss(StepContext step) =>
            step.Generator.Tensors["head.weight"].shape[0] == 6 ? base.Loss(step) : null;
    }

    /// <summary>A sum over the batch, in the phase that comes second.</summary>
    internal sealed class LateSumming : Term
    {
        public override Tensor Loss(StepContext step) =>
            Squares(step).mean() * (step.Phase == TrainingPhase.FineTune ? step.Input.shape[0] : 1);
    }

    /// <summary>A schedule that runs out one step too early.</summary>
    internal sealed class Expiring : Term
    {
        public override Tensor Loss(StepContext step) => Squares(step).mean() / (step.Steps - 1 - step.Step);
    }

    internal sealed class OnlySlimming : Term
    {
        public override Tensor? Loss(StepContext step) => step.Phase == TrainingPhase.Slim ? base.Loss(step) : null;
    }

    internal sealed class OnlyFineTuning : Term
    {
        public override Tensor? Loss(StepContext step) => step.Phase == TrainingPhase.FineTune ? base.Loss(step) : null;
    }

    internal sealed class OnlyConstraining : Term, IConstrainsWeights
    {
        public override Tensor? Loss(StepContext step) => null;

        public void Constrain(GraphModule generator)
        {
            using var noGrad = no_grad();
            foreach (var (_, parameter) in generator.Trained())
            {
                parameter.clamp_(-1, 1);
            }
        }
    }

    /// <summary>Compares what does not depend on the number of channels, in the layers that are left.</summary>
    internal sealed class MeanMaps : Term, ITapsLayers
    {
        public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
            [.. new[] { "block", "up_relu" }.Where(student.Contains)];

        public override Tensor Loss(StepContext step) =>
            stack([
                    .. step.Features.Values.Select(static layer =>
                        (layer.Student.mean([1]) - layer.Teacher.mean([1])).square().mean()
                    ),
                ])
                .mean();
    }

    /// <summary>½·ρ‖x‖², whose proximal operator is x / (1 + ηρ), or a step the other way.</summary>
    internal abstract class Proximal(int sign) : Term, ITakesProximalSteps
    {
        private const double Rho = 2;

        public double StepSize { get; private set; }

        public double Penalty(GraphModule generator)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return Rho / 2 * generator.Trained().Sum(static entry => entry.Parameter.square().sum().item<float>());
        }

        public void AfterStep(StepContext step)
        {
            StepSize = 0.01 * step.LearningRateFactor;
            foreach (var (_, parameter) in step.Generator.Trained())
            {
                using Scalar factor = 1 / (1 + (sign * StepSize * Rho));
                parameter.mul_(factor);
            }
        }
    }
}
