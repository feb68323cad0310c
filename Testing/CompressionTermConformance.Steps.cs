using System.Globalization;
using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The small trainings of the rules.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    private protected TermRun Begin(Rule rule, bool equal = false, bool prepare = true, Shrinkage? shrinkage = null) =>
        Begin(rule, Create(rule), equal, prepare, shrinkage);

    private TermRun Begin(
        Rule rule,
        ICompressionTerm term,
        bool equal = false,
        bool prepare = true,
        Shrinkage? shrinkage = null
    )
    {
        var run = rule.Run(
            () => new TermRun(term, Key, Generator, ImageSize, equal, shrinkage),
            "building the generator"
        );
        if (shrinkage is not null)
        {
            Constrain(rule, run);
        }

        if (prepare)
        {
            rule.Run(run.Prepare, "Prepare");
        }

        return run;
    }

    private static void Constrain(Rule rule, TermRun run) =>
        rule.Run(() => (run.Term as IConstrainsWeights)?.Constrain(run.Generator), "Constrain");

    private protected MinimaxObjective Objective(
        Rule rule,
        TermRun run,
        TrainingPhase phase = TrainingPhase.Slim,
        ICompressionTerm? first = null
    )
    {
        Stands(rule, nameof(Its_claim_names_parameters_of_the_generator), CheckClaim);
        if (rule.Fact != nameof(Its_values_are_finite_and_keep_their_names))
        {
            Stands(rule, nameof(Its_values_are_finite_and_keep_their_names), CheckValues);
        }

        return rule.Run(() => run.Objective(phase, first), "composing the objective");
    }

    private protected static IReadOnlyDictionary<string, double> Step(
        Rule rule,
        TermRun run,
        MinimaxObjective objective,
        int step,
        int steps = TermRun.Steps
    ) =>
        rule.Run(
            () => run.Step(objective, step, steps),
            $"training step {step}{(step == steps - 1 ? ", the last of a phase," : "")}"
        );

    private static StepContext Context(
        Rule rule,
        TermRun run,
        TrainingPhase phase = TrainingPhase.Slim,
        int copies = 1
    ) => run.Context(rule, phase, copies);

    private static Tensor? Loss(Rule rule, TermRun run, StepContext context, string? fix = null)
    {
        var loss = rule.Run(
            () => run.Term.Loss(context),
            "Loss",
            fix
                ?? $"Look at what it does with what it is given: images [{string.Join(", ", context.Input.shape)}] "
                    + $"and outputs [{string.Join(", ", context.Output.shape)}]. "
                    + "Features has the layers that ITapsLayers names; Truth and TeacherDiscriminator are there for "
                    + "INeedsTruth and INeedsTeacherDiscriminator."
        );
        rule.Require(
            !context.Input.IsInvalid && !context.Output.IsInvalid && !context.TeacherOutput.IsInvalid,
            "Loss disposed a tensor of the step, which others need.",
            "Dispose only what the term has made; the step's dispose scope frees the rest."
        );
        rule.Require(
            loss is not { IsInvalid: true },
            "Loss returned a tensor that was disposed.",
            "Return one that is alive, without a 'using' of its own; the step's dispose scope frees it."
        );
        return loss;
    }

    private static void Backward(Rule rule, Tensor loss) =>
        rule.Run(() => loss.sum().backward(), "differentiating the loss");

    private (List<IReadOnlyDictionary<string, double>> Values, Dictionary<string, byte[]> Weights) Train(
        Rule rule,
        TrainingPhase phase
    )
    {
        using var run = Begin(rule);
        using var objective = Objective(rule, run, phase);
        var values = new List<IReadOnlyDictionary<string, double>>();

        // To the end of a phase, where schedules have run out.
        const int Steps = 4;
        for (var step = 0; step < Steps; step++)
        {
            values.Add(Step(rule, run, objective, step, Steps));
        }

        return (values, Tensors.Bits(run.Generator.Tensors));
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Frozen(TermRun run, StepContext context) =>
        [
            new("the input images", context.Input),
            new("the teacher's output", context.TeacherOutput),
            .. context.Truth is { } truth
                ? [KeyValuePair.Create("the true images", truth)]
                : Array.Empty<KeyValuePair<string, Tensor>>(),
            .. context.Features.Select(static entry =>
                KeyValuePair.Create($"the teacher's layer {entry.Key}", entry.Value.Teacher)
            ),
            .. Prefixed("the teacher's ", run.Teacher),
            .. Prefixed("the discriminator's ", run.Discriminator),
        ];

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string owner, GraphModule network) =>
        network.Tensors.Select(entry => KeyValuePair.Create(owner + entry.Key, entry.Value));

    private static bool Same(IReadOnlyDictionary<string, double> left, IReadOnlyDictionary<string, double> right) =>
        left.Keys.Order().SequenceEqual(right.Keys.Order()) && left.All(entry => entry.Value.Equals(right[entry.Key]));

    private static string Show(IReadOnlyDictionary<string, double> values) =>
        string.Join(
            ", ",
            values.Select(static value =>
                string.Create(CultureInfo.InvariantCulture, $"{value.Key} = {value.Value:G9}")
            )
        );
}
