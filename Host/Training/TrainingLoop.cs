using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Training;

/// <summary>The loop of every training: steps, metrics, samples, checkpoints, and the way back after an
/// interruption.</summary>
internal sealed class TrainingLoop(RunContext run, ITraining training)
{
    /// <summary>Trains to the end, from the last checkpoint where there is one.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    /// <exception cref="RungReachedException">The run is to stop here; likewise.</exception>
    public PhaseOutcome Run()
    {
        var resumed = Resume();
        var (step, before) = resumed is null ? (0, default) : (resumed.Steps, resumed.Time);
        using var metrics = new MetricsLog(run.Directory.Root, training.Name, step) { Written = run.RowWritten };
        var clock = new RunClock();
        training.Begin(isResumed: resumed is not null);
        while (step < training.Steps && !training.IsFinished)
        {
            if (run.Cancellation.IsCancellationRequested)
            {
                Keep();
                throw new OperationCanceledException(
                    $"Interrupted in step {step} of {training.Name}. {Continue}",
                    run.Cancellation
                );
            }

            if (step >= training.StopAt)
            {
                Keep();
                throw new RungReachedException(training.Name, step);
            }

            using (NewDisposeScope())
            {
                IReadOnlyDictionary<string, double> values;
                using (run.Progress.Measure(WorkName.Update))
                {
                    Load();
                    values = training.Step(step);
                }

                metrics.Write(step, values);
                run.Progress.Report(
                    training.Name,
                    step + 1,
                    training.Steps,
                    training.Words(values),
                    training.Later
                );
            }

            step++;
            if (training.IsTimeToSample(step) && step < training.Steps)
            {
                training.Sample(step);
            }

            if (training.IsTimeToSave(step) && step < training.Steps)
            {
                Keep();
            }

            training.Spend(step, Done().Time);
        }

        Keep();
        training.Sample(step);
        return Done();

        PhaseOutcome Done() => new(step, before + clock.Elapsed) { Before = before };

        // Between two steps everything is in order, so what was trained is kept when the images end it.
        void Load()
        {
            try
            {
                training.Load(step);
            }
            catch (UserException fault) when (step > 0)
            {
                Keep();
                throw new UserException(
                    $"{fault.Message} {training.Name} has stopped after {step} steps and kept them. Then "
                        + $"{char.ToLowerInvariant(Continue[0])}{Continue[1..]}",
                    fault
                );
            }
        }

        void Keep()
        {
            using var measured = run.Progress.Measure(WorkName.Checkpoint);
            run.Directory.CheckHeld();
            metrics.Flush();
            Save(Done());
        }
    }

    private string Continue => $"Continue with '{Shell.Command("resume", run.Directory.Root)}'.";

    private string Again =>
        training.Name == PhaseName.Teacher
            ? $"Remove it, and '{Shell.Command("resume", run.Directory.Root)}' trains from the beginning."
            : $"'{Shell.Command("resume", run.Directory.Root, "--from", training.Name)}' trains this phase again.";

    private void Save(PhaseOutcome done)
    {
        using var scope = NewDisposeScope();
        training.Gather();
        var networks = training
            .Networks.SelectMany(static network => Checkpoints.Of(network.Prefix, network.Network))
            .ToList();
        var others = training.Tensors.ToList();
        CheckFinite(
            networks.Concat(
                others.Where(static entry => entry.Key.StartsWith(OwnedWeights.Prefix, StringComparison.Ordinal))
            ),
            done.Steps
        );
        Checkpoints.Write(
            run.Directory.Checkpoint(training.Name),
            networks.Concat(others),
            done,
            training.Numbers
        );
    }

    // A finite loss can have gradients that are not. A checkpoint with such weights would be of no use.
    private void CheckFinite(IEnumerable<KeyValuePair<string, Tensor>> tensors, int steps)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            if (!tensor.isfinite().all().item<bool>())
            {
                throw new UserException(
                    $"After {steps} steps of {training.Name}, '{name}' is no longer finite. The run has stopped; its "
                        + $"last checkpoint, if there was "
                        + "one yet, is kept. Lower the learning rate, or the weight of the term whose gradient it is."
                );
            }
        }
    }

    private PhaseOutcome? Resume()
    {
        var path = run.Directory.Checkpoint(training.Name);
        if (!File.Exists(path))
        {
            return null;
        }

        var done = Checkpoints.Load(path, Again, file =>
        {
            foreach (var (prefix, network) in training.Networks)
            {
                network.LoadWeights(Checkpoints.Part(file, prefix));
            }

            training.Restore(file);
        });
        run.Log.Information("Continuing {Phase} at step {Step}", training.Name, done.Steps);
        if (MetricsLog.Count(run.Directory.Root, training.Name, done.Steps) is var rows && rows < done.Steps)
        {
            run.Log.Warning(
                "metrics.csv has {Rows} of the {Steps} steps that {Phase} made before: the others were lost",
                rows,
                done.Steps,
                training.Name
            );
        }

        return done;
    }
}
