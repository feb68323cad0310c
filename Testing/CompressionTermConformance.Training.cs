using System.Text.Json;
using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules on several steps.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>Two runs of the same options, weights and images are equal to the last bit, whatever other code
    /// draws.</summary>
    [Fact]
    public void The_same_run_again_gives_the_same() =>
        Stands(Rule(), nameof(The_same_run_again_gives_the_same), CheckDeterminism);

    /// <summary>The number of living tensors does not grow from step to step.</summary>
    [Fact]
    public void Its_steps_leave_no_tensor_behind() =>
        Stands(Rule(), nameof(Its_steps_leave_no_tensor_behind), CheckLeaks);

    /// <summary>When the run is over and the term has been disposed, nothing of it is left.</summary>
    [Fact]
    public void It_frees_what_it_keeps()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_run_again_gives_the_same), CheckDeterminism);
        Stands(rule, nameof(Its_steps_leave_no_tensor_behind), CheckLeaks);
        Train(rule, TrainingPhase.Slim);
        Dispose(disposing: true);
        var before = Tensors.Living;
        using (NewDisposeScope())
        {
            Train(rule, TrainingPhase.Slim);
            Dispose(disposing: true);
        }

        rule.Require(
            Tensors.Living == before,
            $"{Tensors.Living - before} tensors are left when the run is over.",
            "Implement IDisposable and dispose what was detached from the step's dispose scope; it is called at the "
                + "end of a run."
        );
    }

    /// <summary>What the term reports are numbers under names that do not change.</summary>
    [Fact]
    public void Its_values_are_finite_and_keep_their_names() =>
        Stands(Rule(), nameof(Its_values_are_finite_and_keep_their_names), CheckValues);

    /// <summary>What it says of its values is read in the progress bar and in lines of the log.</summary>
    [Fact]
    public void Its_words_for_values_are_one_short_line()
    {
        const int Most = 40;
        var rule = Rule();
        using var run = Begin(rule);
        if (run.Term is not ILabelsValues labels)
        {
            return;
        }

        using var objective = Objective(rule, run);
        for (var step = 0; step < 4; step++)
        {
            foreach (var (column, value) in Step(rule, run, objective, step))
            {
                if (column != Key && !column.StartsWith($"{Key}.", StringComparison.Ordinal))
                {
                    continue;
                }

                var name = column == Key ? ILabelsValues.OfLoss : column[(Key.Length + 1)..];
                var words = rule.Run(() => labels.Label(name, value), "Label");
                rule.Require(
                    words is null || (words.Trim().Length is > 0 and <= Most && !words.Any(char.IsControl)),
                    $"in step {step}, Label(\"{name}\", {value:G3}) is {JsonSerializer.Serialize(words)}.",
                    $"Say what it is in a word or two, with a number of two or three digits: {Most} characters at "
                        + "most, in one line, such as 'zeros 45%'. Return null for a value that is only for the CSV "
                        + "file."
                );
            }
        }
    }

    /// <summary>A run that was interrupted continues as if it had not been.</summary>
    [Fact]
    public void A_resumed_run_takes_the_same_next_step()
    {
        const int Done = 3;
        var rule = Rule();
        Stands(rule, nameof(The_same_run_again_gives_the_same), CheckDeterminism);
        Stands(rule, nameof(Its_loss_changes_nothing), CheckFrozen);
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            using var objective = Objective(rule, run, phase);
            for (var step = 0; step < Done; step++)
            {
                Step(rule, run, objective, step);
            }

            using var weights = run.Generator.CopyWeights();
            var moments = objective
                .State()
                .ToDictionary(static entry => entry.Key, static entry => entry.Value.clone());
            var state = Numbers(rule, run);
            var tensors = Copies(rule, run);
            using var resumed = Begin(rule, prepare: false);
            using var continued = Objective(rule, resumed, phase);
            resumed.Generator.LoadWeights(weights);
            (resumed.Generator.Observing, resumed.Generator.Quantizing) = (
                run.Generator.Observing,
                run.Generator.Quantizing
            );
            continued.Load(moments);
            if (resumed.Term is IKeepsState keeper)
            {
                rule.Run(() => keeper.State = state!, "setting State");
            }

            if (resumed.Term is IKeepsTensors holder)
            {
                rule.Run(() => holder.Tensors = tensors!, "setting Tensors");
            }

            var expected = Step(rule, run, objective, Done);
            var actual = Step(rule, resumed, continued, Done);
            rule.Require(
                Same(expected, actual)
                    && Tensors
                        .Changed(
                            Tensors.Bits(run.Generator.Tensors.Concat(objective.State())),
                            Tensors.Bits(resumed.Generator.Tensors.Concat(continued.State()))
                        )
                        .Length == 0,
                $"step {Done} of the phase {phase} gives {Show(expected)} in a run that continues, and "
                    + $"{Show(actual)} in one that was resumed.",
                "Implement IKeepsState and put every number in it that the next step depends on, and IKeepsTensors "
                    + "for tensors; make all else a function of step.Step and of the weights."
            );
        }
    }

    private void CheckDeterminism(Rule rule)
    {
        Stands(rule, nameof(Its_own_parameters_are_the_same_each_time), CheckOwned);
        const string Fix =
            "Seed what it draws with numbers of the step: new Random(step.Step), or a torch Generator with a seed "
            + "made of step.Step. new Random() "
            + "without a seed, torch's global generator, the clock, Guid.NewGuid() and the order of a hash table are "
            + "other ones when 'gs resume' continues.";
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            var (first, firstWeights) = Train(rule, phase);
            using (rand(3))
            {
                // The global generator stands elsewhere now.
            }

            var (second, secondWeights) = Train(rule, phase);
            foreach (var (step, (one, other)) in first.Zip(second).Index())
            {
                rule.Require(
                    Same(one, other),
                    $"step {step} of the phase {phase} gave {Show(one)}, and in a second run {Show(other)}.",
                    Fix
                );
            }

            var changed = Tensors.Changed(firstWeights, secondWeights);
            rule.Require(
                changed.Length == 0,
                $"after {first.Count} steps {Tensors.List(changed)} differ from those of a second run.",
                Fix
            );
        }
    }

    private void CheckLeaks(Rule rule)
    {
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var run = Begin(rule);
            using var objective = Objective(rule, run, phase);
            Tensors.LeaveNone(rule, step => Step(rule, run, objective, step), $"training a step of the phase {phase}");
        }
    }

    private void CheckValues(Rule rule)
    {
        using var run = Begin(rule);
        if (run.Term is not IReportsValues reporting)
        {
            return;
        }

        using var objective = Objective(rule, run);
        string[]? names = null;
        for (var step = 0; step < 4; step++)
        {
            Step(rule, run, objective, step);
            var values = rule.Run(() => reporting.Values.ToArray(), "Values");
            string[] now = [.. values.Select(static value => value.Key)];
            rule.Require(
                now.Distinct().Count() == now.Length
                    && now.All(static name =>
                        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
                    ),
                $"the values of step {step} are called {Tensors.List(now)}.",
                "Use a short name of ASCII letters and digits for each, such as 'sparsity': they are columns of "
                    + "metrics.csv."
            );
            rule.Require(
                names is null || names.SequenceEqual(now),
                $"the values of step {step} are called {Tensors.List(now)}, those of the step before "
                    + $"{Tensors.List(names ?? [])}.",
                "Report the same values in every step of a phase, in the same order."
            );
            var bad = values
                .Where(static value => !double.IsFinite(value.Value))
                .Select(static value => $"{value.Key} = {value.Value}")
                .ToArray();
            rule.Require(
                bad.Length == 0,
                $"in step {step}, {string.Join(", ", bad)}.",
                "Report numbers; leave a value out of all steps when it does not exist."
            );
            names = now;
        }
    }

    private static Dictionary<string, double>? Numbers(Rule rule, TermRun run) =>
        run.Term is IKeepsState keeper ? rule.Run(() => keeper.State.ToDictionary(), "State") : null;

    private static Dictionary<string, Tensor>? Copies(Rule rule, TermRun run) =>
        run.Term is IKeepsTensors holder
            ? rule.Run(
                () => holder.Tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.clone()),
                "Tensors"
            )
            : null;
}
