using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a compression term.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
/// <example>
/// <code>
/// public sealed class EdgeTermTests : CompressionTermConformance&lt;EdgeModule&gt;
/// {
///     protected override string Key =&gt; "edges";
///
///     protected override string Options =&gt; """{ "weight": 5 }""";
/// }
/// </code>
/// </example>
public abstract partial class CompressionTermConformance<TModule> : PartConformance<TModule, ICompressionTerm>
    where TModule : Autofac.Module, new()
{
    /// <summary>The dense generator; one of a few channels with a residual block, unless the term needs
    /// another.</summary>
    protected virtual NetworkGraph Generator => Samples.Generator();

    /// <summary>
    /// Whether the loss must have a gradient with respect to a parameter of the generator. By default to every kernel
    /// that has an influence on the output, or on the layers that the term taps.
    /// </summary>
    /// <param name="generator">The generator, as the term has rewritten it.</param>
    /// <param name="node">The parameter's layer.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="watched">The output and the tapped layers.</param>
    protected virtual bool Reaches(
        NetworkGraph generator,
        GraphNode node,
        LayerParameter parameter,
        IReadOnlyCollection<string> watched
    ) => parameter.Role == ParameterRole.Weight && Upstream(generator, watched).Contains(node.Name);

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_loss_is_a_finite_differentiable_scalar), CheckLoss);

    /// <summary>The weight is a number, 0 or more.</summary>
    [Fact]
    public void Its_weight_is_not_negative()
    {
        var rule = PartRule();
        var term = Create(rule);
        rule.Require(
            double.IsFinite(term.Weight) && term.Weight >= 0,
            $"Weight is {term.Weight}.",
            "Return the option of that name; [Range(0, 1e6)] keeps it positive."
        );
    }

    /// <summary>In each phase the loss is null, or one finite fp32 number on the images' device that depends on the
    /// generator.</summary>
    [Fact]
    public void Its_loss_is_a_finite_differentiable_scalar() => Rule();

    /// <summary>The factor of the objective is not in the loss already.</summary>
    [Fact]
    public void Its_loss_is_without_its_weight()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_run_again_gives_the_same), CheckDeterminism);
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            var weight = run.Term.Weight;
            if (
                OptionRules.Changed(
                    rule,
                    Bench(rule),
                    Part(rule),
                    Options,
                    nameof(ICompressionTerm.Weight),
                    weight == 0 ? 1 : weight / 2
                )
                is not { } options
            )
            {
                return;
            }

            using var other = Begin(rule, Create(rule, options));
            var (one, two) = (
                Number(Loss(rule, run, Context(rule, run, phase))),
                Number(Loss(rule, other, Context(rule, other, phase)))
            );
            In(phase, rule)
                .Require(
                    other.Term.Weight == weight || AreNear(one, two),
                    $"the loss is {one} with a Weight of {weight}, and {two} with one of {other.Term.Weight}.",
                    "Return the loss alone: the objective multiplies it by Weight."
                );
        }
    }

    /// <summary>The loss is a mean over images, so that a weight means the same for every batch size.</summary>
    [Fact]
    public void Its_loss_does_not_depend_on_the_size_of_the_batch()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_run_again_gives_the_same), CheckDeterminism);
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            var once = Number(Loss(rule, run, Context(rule, run, phase)));
            using var again = Begin(rule);
            var thrice = Number(Loss(rule, again, Context(rule, again, phase, copies: 3)));
            In(phase, rule)
                .Require(
                    AreNear(once, thrice),
                    $"the loss is {once} for a batch of images, and {thrice} when each of them is in the batch three "
                        + $"times.",
                    "Average over the batch: .mean(), not .sum(), and no statistics that run over several images. "
                        + "What compares images with one another "
                        + "must not change with their number either: normalise each image by itself."
                );
        }
    }

    private static double? Number(Tensor? loss) => loss?.detach().to(float64).mean().item<double>();

    private static bool AreNear(double? one, double? two) =>
        one is null == two is null && Math.Abs((one - two) ?? 0) <= 1e-4 * Math.Max(Math.Abs(one ?? 0), 1e-6);

    private static HashSet<string> Upstream(NetworkGraph graph, IReadOnlyCollection<string> watched)
    {
        var names = new HashSet<string>(watched);
        foreach (var node in graph.Nodes.Reverse().Where(node => names.Contains(node.Name)))
        {
            names.UnionWith(node.Inputs);
        }

        return names;
    }

    private static bool ActsWithoutLoss(ICompressionTerm term) =>
        term
            is IRewritesGenerator
                or IPreparesGenerator
                or IClaimsParameters
                or IActsAfterStep
                or IConstrainsWeights
                or IEndsSlimming;

    // Slimming is what every term is judged in first: only the other phase is told.
    private static Rule In(TrainingPhase phase, Rule rule) =>
        phase == TrainingPhase.Slim ? rule : rule with { Part = $"{rule.Part}, in fine-tuning" };

    private bool HasLoss(Rule rule, TrainingPhase phase)
    {
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        return Loss(rule, run, Context(rule, run, phase)) is not null;
    }

    private void CheckLoss(Rule rule)
    {
        Stands(rule, nameof(Its_calls_return), CheckCalls);
        var acts = false;
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            var context = Context(rule, run, phase);
            if (Loss(rule, run, context) is { } loss)
            {
                RequireScalar(rule, loss, context);
                acts = true;
            }

            acts |= ActsWithoutLoss(run.Term);
        }

        rule.Require(
            acts,
            "the loss is null in both phases, and the term has no capability by which it could act.",
            "Return a loss, or implement the interface of GsFramework.Terms that says what the term does instead."
        );
    }

    private static void RequireScalar(Rule rule, Tensor loss, StepContext context)
    {
        rule.Require(
            loss.numel() == 1,
            $"the loss is [{string.Join(", ", loss.shape)}].",
            "Reduce it to one number, with .mean() over images, channels and pixels."
        );
        rule.Require(
            loss.dtype == ScalarType.Float32,
            $"the loss is of the type {loss.dtype}.",
            "Compute in fp32, or end with .to(float32)."
        );
        rule.Require(
            loss.device.type == context.Output.device.type && loss.device.index == context.Output.device.index,
            $"the loss is on {loss.device}, the images on {context.Output.device}.",
            "Create constants with device: step.Output.device."
        );
        rule.Require(
            Tensors.AreFinite(loss),
            $"the loss is {loss.item<float>()}.",
            "Keep divisions, roots and logarithms away from 0, by adding a small ε inside."
        );
        rule.Require(
            loss.requires_grad,
            "the loss has no gradient: it is cut off from the generator.",
            "Compute it from step.Output, step.Features or step.Generator.Tensors with tensor operations; not within "
                + "no_grad(), not from .detach() or .item()."
        );
    }
}
