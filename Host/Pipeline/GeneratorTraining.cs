using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Core.Objective;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Parts;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Slimming or fine-tuning: the objective, over the images of the run, by a plan of steps.</summary>
internal sealed class GeneratorTraining(
    RunContext run,
    TrainingPhase phase,
    GraphModule generator,
    CompactingGenerator student,
    GraphModule teacher,
    GraphModule? discriminator,
    IReadOnlyList<GuardedTerm> terms,
    TrainingImages images,
    TrainingPlan plan,
    Func<ValidationCurve> validation
) : ITraining
{
    private const string ObservingKey = "observing";
    private const string QuantizingKey = "quantizing";
    private const string PlanPrefix = "plan.";

    private TrainingBatch? _batch;
    private double? _distance;

    /// <summary>The prefix of the generator's tensors in a checkpoint.</summary>
    public const string Generator = "generator.";

    /// <summary>That of the discriminator's.</summary>
    public const string Discriminator = "discriminator.";

    public string Name => phase == TrainingPhase.Slim ? PhaseName.Slim : PhaseName.FineTune;

    public int Steps => plan.Steps;

    public bool IsFinished => student.Objective.IsFinished;

    public int? StopAt => run.StopAfter - Before;

    public IEnumerable<(string Prefix, GraphModule Network)> Networks =>
        discriminator is null ? [(Generator, generator)] : [(Generator, generator), (Discriminator, discriminator)];

    public IEnumerable<KeyValuePair<string, Tensor>> Tensors =>
        student
            .State()
            .Concat(
                terms.SelectMany(static term =>
                    term.Tensors.Select(entry => KeyValuePair.Create(Prefix(term) + entry.Key, entry.Value))
                )
            );

    public IEnumerable<KeyValuePair<string, double>> Numbers =>
        terms
            .SelectMany(static term =>
                term.State.Select(entry => KeyValuePair.Create(Prefix(term) + entry.Key, entry.Value))
            )
            .Concat(plan.State.Select(static entry => KeyValuePair.Create(PlanPrefix + entry.Key, entry.Value)))
            .Append(KeyValuePair.Create(ObservingKey, student.Network.Observing ? 1.0 : 0))
            .Append(KeyValuePair.Create(QuantizingKey, student.Network.Quantizing ? 1.0 : 0));

    /// <summary>Gives a generator the weights and the state of its quantisers that a checkpoint holds.</summary>
    public static void Restore(GraphModule generator, WeightsFile file)
    {
        generator.LoadWeights(Checkpoints.Part(file, Generator));
        RestoreQuantizers(generator, file);
    }

    public void Restore(WeightsFile file)
    {
        student.Load(file);
        RestoreQuantizers(student.Network, file);
        if (plan.IsTimed && Checkpoints.Numbers(file, PlanPrefix) is { Count: > 0 } state)
        {
            plan.State = state;
        }

        foreach (var term in terms)
        {
            term.State = Checkpoints.Numbers(file, Prefix(term));
            term.Tensors = Checkpoints.Part(file, Prefix(term));
        }
    }

    public void Begin(bool isResumed)
    {
        foreach (var term in isResumed ? [] : terms)
        {
            term.Prepare(student.Network, RangeCalibration.Batches(images));
        }

        foreach (var idle in terms.Where(term => term.TapsNothing(student.Network.Graph, teacher.Graph)))
        {
            run.Log.Warning(
                "{Term} taps no layer of the generator in {Phase}, and may have nothing to do there",
                $"objective.terms.{idle.Name}",
                Name
            );
        }

        if (CompactEvery > 0 && student.Hindrance is { } hindrance)
        {
            run.Log.Information(
                "{Term} may hold something for each channel: silent channels are taken out after slimming, not while "
                    + "it runs",
                $"objective.terms.{hindrance.Name}"
            );
        }

        student.Network.train();
    }

    /// <summary>Brings the generator's weights to where a checkpoint, and what follows, looks for them.</summary>
    public void Gather() => student.Gather();

    public void Load(int step)
    {
        if (IsTimeToSample(step + 1))
        {
            run.Recheck(Split.Validation);
        }

        _batch = images.Next(step);
    }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var values = student.Objective.Step(_batch!, step, plan.Steps, Clock(step));
        if (IsTimeToCompact(step))
        {
            using var measured = run.Progress.Measure(WorkName.Compaction);
            student.Compact(run.Log);
        }

        if (!IsTimeToValidate(step))
        {
            return values;
        }

        var curve = validation();
        using (run.Progress.Measure(WorkName.ValidationCurve, curve.Images))
        {
            _distance = curve.Of(student.Network);
        }

        return double.IsNaN(_distance.Value) ? values : With(values, _distance.Value);
    }

    // The last distance that was measured, also in steps that have none.
    public IReadOnlyList<string> Words(IReadOnlyDictionary<string, double> values) =>
        ValueWords.Of(_distance is { } known && !double.IsNaN(known) ? With(values, known) : values, terms);

    // A budget of processor time is divided only when slimming is over.
    public int Later =>
        (phase, run.Options.Training.Budget) switch
        {
            (TrainingPhase.FineTune, _) => 0,
            (_, null) => run.Options.Training.FineTune.Steps,
            (_, { Updates: { } updates }) => Math.Max(0, updates - plan.Steps),
            _ => 0,
        };

    public bool IsTimeToSample(int steps) => steps % run.Options.Training.SampleEvery == 0;

    public bool IsTimeToSave(int steps) => steps % run.Options.Training.CheckpointEvery == 0;

    public void Sample(int steps) =>
        run.Reading(Split.Validation, () =>
        {
            const int rows = 8;
            var images = run.Images.Open(Split.Validation, Domain.Source);
            using var measured = run.Progress.Measure(WorkName.Samples, Math.Min(rows, images.Count));
            SampleGrid.Save(run.Directory.Sample($"{Name}-{steps:D6}"), images, teacher, student.Network, rows);
        });

    public void Spend(int steps, Elapsed time)
    {
        if (plan.IsTimed && plan.Correct(steps, time.CpuSeconds))
        {
            run.Log.Debug("After {Step} updates of {Phase}, {Steps} fit the budget", steps, Name, plan.Steps);
        }
    }

    // Updates of the phase before.
    private int Before =>
        phase == TrainingPhase.FineTune ? run.Directory.State.Phase(PhaseName.Slim)?.Steps ?? 0 : 0;

    private int CompactEvery => phase == TrainingPhase.Slim ? run.Options.Training.Slim.CompactEvery : 0;

    // What is about to end is taken out as a whole.
    private bool IsTimeToCompact(int step) =>
        CompactEvery > 0
        && (step + 1) % CompactEvery == 0
        && step + 1 < plan.Steps
        && !IsFinished
        && student.Hindrance is null;

    // After the first update and the last one too, so that a curve shows the whole phase.
    private bool IsTimeToValidate(int step) =>
        run.Options.Training.ValidateEvery is > 0 and var every
        && (step == 0 || (step + 1) % every == 0 || step + 1 == plan.Steps);

    private static Dictionary<string, double> With(IReadOnlyDictionary<string, double> values, double distance) =>
        new(values) { [MetricColumns.Validation] = distance };

    private ScheduleClock Clock(int step)
    {
        var unit = run.Options.Training.Schedule == ScheduleUnit.Step ? 1 : images.StepsPerEpoch;
        return new ScheduleClock(plan.Tick(step) / unit, (plan.Ticks + unit - 1) / unit);
    }

    private static void RestoreQuantizers(GraphModule generator, WeightsFile file)
    {
        generator.Observing = Checkpoints.Numbers(file, ObservingKey)[""] != 0;
        generator.Quantizing = Checkpoints.Numbers(file, QuantizingKey).GetValueOrDefault("", 1) != 0;
    }

    private static string Prefix(GuardedTerm term) => $"term.{term.Name}.";
}
