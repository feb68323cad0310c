using System.Globalization;
using GsFramework.Graph;
using GsFramework.Host.Objective;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The small trainings of the rules.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    private protected TermRun Begin(Rule rule, bool equal = false, bool prepare = true)
    {
        var term = Create(rule);
        var run = rule.Run(() => new TermRun(term, Generator, ImageSize, equal), "building the generator");
        if (prepare)
        {
            rule.Run(run.Prepare, "Prepare");
        }

        return run;
    }

    private protected static MinimaxObjective Objective(
        Rule rule, TermRun run, TrainingPhase phase = TrainingPhase.Slim, ICompressionTerm? first = null) =>
        rule.Run(() => run.Objective(phase, first), "composing the objective");

    private protected static IReadOnlyDictionary<string, double> Step(Rule rule, TermRun run, MinimaxObjective objective, int step) =>
        rule.Run(() => run.Step(objective, step), $"training step {step}");

    private static Tensor? Loss(Rule rule, TermRun run, StepContext context) => rule.Run(
        () => run.Term.Loss(context),
        "Loss (a term that needs the truth, the teacher's discriminator or inner layers says so with an interface of GsFramework.Terms)");

    private static void Backward(Rule rule, Tensor loss) => rule.Run(() => loss.sum().backward(), "differentiating the loss");

    private (List<IReadOnlyDictionary<string, double>> Values, Dictionary<string, byte[]> Weights) Train(Rule rule)
    {
        using var run = Begin(rule);
        using var objective = Objective(rule, run);
        var values = new List<IReadOnlyDictionary<string, double>>();
        for (var step = 0; step < 4; step++)
        {
            values.Add(Step(rule, run, objective, step));
        }

        return (values, Tensors.Bits(run.Generator.Tensors));
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Frozen(TermRun run, StepContext context) =>
    [
        new("the input images", context.Input),
        new("the teacher's output", context.TeacherOutput),
        .. context.Truth is { } truth ? [KeyValuePair.Create("the true images", truth)] : Array.Empty<KeyValuePair<string, Tensor>>(),
        .. context.Features.Select(static entry => KeyValuePair.Create($"the teacher's layer {entry.Key}", entry.Value.Teacher)),
        .. Prefixed("the teacher's ", run.Teacher),
        .. Prefixed("the discriminator's ", run.Discriminator),
    ];

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string owner, GraphModule network) =>
        network.Tensors.Select(entry => KeyValuePair.Create(owner + entry.Key, entry.Value));

    private static bool Same(IReadOnlyDictionary<string, double> left, IReadOnlyDictionary<string, double> right) =>
        left.Keys.Order().SequenceEqual(right.Keys.Order()) && left.All(entry => entry.Value.Equals(right[entry.Key]));

    private static string Show(IReadOnlyDictionary<string, double> values) =>
        string.Join(", ", values.Select(static value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} = {value.Value:G9}")));
}
