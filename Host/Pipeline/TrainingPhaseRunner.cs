using GsFramework.Core.Configuration;
using GsFramework.Core.Objective;
using GsFramework.Core.Processes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Parts;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Runs one of the two trainings: batches, schedule, checkpoints, samples, and the way back after an interruption.</summary>
internal sealed class TrainingPhaseRunner
{
    private const string ObservingKey = "observing";
    private const string QuantizingKey = "quantizing";
    private const string PlanPrefix = "plan.";

    private readonly RunContext _run;
    private readonly TrainingPhase _phase;
    private readonly TrainingPlan _plan;
    private readonly GraphModule _generator;
    private readonly GraphModule _teacher;
    private readonly GraphModule? _discriminator;
    private readonly IReadOnlyList<GuardedTerm> _terms;
    private readonly MinimaxObjective _objective;
    private readonly TrainingImages _images;

    public TrainingPhaseRunner(
        RunContext run, TrainingPhase phase, GraphModule generator, GraphModule teacher, GraphModule? discriminator,
        IReadOnlyList<GuardedTerm> terms, MinimaxObjective objective, TrainingImages images, TrainingPlan plan)
    {
        (_run, _phase, _generator, _teacher, _discriminator) = (run, phase, generator, teacher, discriminator);
        (_terms, _objective, _images) = (terms, objective, images);
        _plan = plan;
    }

    private string Name => _phase == TrainingPhase.Slim ? "slim" : "finetune";

    /// <summary>Trains to the end of the phase, from its last checkpoint where there is one.</summary>
    /// <returns>Steps done in all, and seconds spent in all, over interruptions.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    public PhaseOutcome Run()
    {
        var done = Resume();
        if (done is null)
        {
            Prepare();
        }

        var earlier = done ?? new PhaseOutcome(0, default);
        var step = earlier.Steps;
        using var metrics = new MetricsLog(_run.Directory.Root, Name, step) { Written = _run.RowWritten };
        var clock = new WorkClock();
        PhaseOutcome Done() => new(step, earlier.Work + clock.Elapsed);
        foreach (var term in _terms.Where(term => term.TapsNothing(_generator.Graph)))
        {
            _run.Log.Warning("{Term} taps no layer of the generator in {Phase}, and may have nothing to do there", $"objective.terms.{term.Name}", Name);
        }

        _generator.train();
        while (step < _plan.Steps && !_objective.IsFinished)
        {
            if (_run.Cancellation.IsCancellationRequested)
            {
                metrics.Flush();
                Save(Done());
                throw new OperationCanceledException(
                    $"Interrupted in step {step} of {Name}. Continue with '{Shell.Command("resume", _run.Directory.Root)}'.", _run.Cancellation);
            }

            using (NewDisposeScope())
            {
                var batch = Next(step, metrics, Done);
                var values = _objective.Step(batch, step, _plan.Steps, Clock(step));
                metrics.Write(step, values);
                _run.Progress.Report(Name, step + 1, _plan.Steps, values);
            }

            step++;
            if (step % _run.Options.Training.SampleEvery == 0)
            {
                Sample(step);
            }

            if (step % _run.Options.Training.CheckpointEvery == 0)
            {
                metrics.Flush();
                Save(Done());
            }

            if (_plan.IsTimed && _plan.Correct(step, Done().Work.CpuSeconds))
            {
                _run.Log.Debug("After {Step} updates of {Phase}, {Steps} fit the budget", step, Name, _plan.Steps);
            }
        }

        metrics.Flush();
        Save(Done());
        Sample(step);
        return Done() with { Before = earlier.Work };
    }

    // Between two steps everything is in order, so what was trained is kept when the images end it.
    private TrainingBatch Next(int step, MetricsLog metrics, Func<PhaseOutcome> done)
    {
        try
        {
            if ((step + 1) % _run.Options.Training.SampleEvery == 0)
            {
                _run.Recheck(Split.Validation);
            }

            return _images.Next(step);
        }
        catch (UserException fault) when (step > 0)
        {
            metrics.Flush();
            Save(done());
            throw new UserException(
                $"{fault.Message} {Name} has stopped after {step} steps and kept them. Then continue with '{Shell.Command("resume", _run.Directory.Root)}'.", fault);
        }
    }

    private ScheduleClock Clock(int step)
    {
        var unit = _run.Options.Training.Schedule == ScheduleUnit.Step ? 1 : _images.StepsPerEpoch;
        return new ScheduleClock(_plan.Tick(step) / unit, (_plan.Ticks + unit - 1) / unit);
    }

    private void Prepare()
    {
        foreach (var term in _terms)
        {
            term.Prepare(_generator, RangeCalibration.Batches(_images));
        }
    }

    private void Save(PhaseOutcome done)
    {
        using var scope = NewDisposeScope();
        var networks = Checkpoints.Of("generator.", _generator).Concat(Checkpoints.Of("discriminator.", _discriminator)).ToList();
        CheckFinite(networks, done.Steps);
        var numbers = _terms
            .SelectMany(static term => term.State.Select(entry => KeyValuePair.Create(Prefix(term) + entry.Key, entry.Value)))
            .Concat(_plan.State.Select(static entry => KeyValuePair.Create(PlanPrefix + entry.Key, entry.Value)))
            .Append(KeyValuePair.Create(ObservingKey, _generator.Observing ? 1.0 : 0))
            .Append(KeyValuePair.Create(QuantizingKey, _generator.Quantizing ? 1.0 : 0));
        var kept = _terms.SelectMany(static term =>
            term.Tensors.Select(entry => KeyValuePair.Create(Prefix(term) + entry.Key, entry.Value)));
        Checkpoints.Write(_run.Directory.Checkpoint(Name), networks.Concat(_objective.State()).Concat(kept), done, numbers);
    }

    // A finite loss can have gradients that are not. A checkpoint with such weights would be of no use.
    private void CheckFinite(IEnumerable<KeyValuePair<string, Tensor>> tensors, int step)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            if (!tensor.isfinite().all().item<bool>())
            {
                throw new UserException(
                    $"After {step} steps of {Name}, '{name}' is no longer finite. The run has stopped; its last checkpoint, if there was "
                    + "one yet, is kept. Lower the learning rate, or the weight of the term whose gradient it is.");
            }
        }
    }

    private PhaseOutcome? Resume()
    {
        var path = _run.Directory.Checkpoint(Name);
        if (!File.Exists(path))
        {
            return null;
        }

        var done = Checkpoints.Load(path, Restore);
        _run.Log.Information("Continuing {Phase} at step {Step}", Name, done.Steps);
        return done;
    }

    private void Restore(WeightsFile file)
    {
        _generator.LoadWeights(Checkpoints.Part(file, "generator."));
        _generator.Observing = Checkpoints.Numbers(file, ObservingKey)[""] != 0;
        _generator.Quantizing = Checkpoints.Numbers(file, QuantizingKey).GetValueOrDefault("", 1) != 0;
        _discriminator?.LoadWeights(Checkpoints.Part(file, "discriminator."));
        _objective.Load(file.Tensors);
        if (_plan.IsTimed && Checkpoints.Numbers(file, PlanPrefix) is { Count: > 0 } plan)
        {
            _plan.State = plan;
        }

        foreach (var term in _terms)
        {
            term.State = Checkpoints.Numbers(file, Prefix(term));
            term.Tensors = Checkpoints.Part(file, Prefix(term));
        }
    }

    private static string Prefix(GuardedTerm term) => $"term.{term.Name}.";

    private void Sample(int step) => _run.Reading(Split.Validation, () => SampleGrid.Save(
        _run.Directory.Sample($"{Name}-{step:D6}"), _run.Images.Open(Split.Validation, Domain.Source), _teacher, _generator, rows: 8));
}
