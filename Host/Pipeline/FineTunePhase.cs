using GsFramework.Core.Interchange;
using GsFramework.Core.Objective;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Fine-tunes the extracted network, and leaves it or the extracted one, whichever is nearer to the teacher on
/// validation images, as the run's model.</summary>
internal sealed class FineTunePhase(OpenedRun opened) : RecordedPhase(opened.Run)
{
    private readonly RunContext _run = opened.Run;

    public override string Name => PhaseName.FineTune;

    public override IReadOnlyList<string> Reads => [PhaseName.Slim, PhaseName.Extract];

    protected override IEnumerable<string> Outputs =>
        ModelFolder.Files.Select(file => Path.Combine(_run.Directory.Model, file));

    public override void Open() => opened.OpenImages();

    public override void RemoveOutputs()
    {
        base.RemoveOutputs();
        _run.Directory.State.Budget = null;
        RunDirectory.RemoveFolder(_run.Directory.Model);
    }

    // A term that never returns a loss looks as if it worked.
    private void WarnOfIdleTerms()
    {
        var idle = opened.Terms.Where(static term => term.Weight() > 0 && !term.HasHadLoss && !term.ActsOtherwise);
        var columns = MetricsLog.Columns(_run.Directory.Root);
        foreach (var term in idle.Where(term => !columns.Contains(term.Name)))
        {
            _run.Log.Warning(
                "{Part}: it returned no loss in any step, and does nothing else, so that it had no effect. {Remedy}",
                $"{term.Part}",
                term.Part.Remedy
            );
        }
    }

    protected override PhaseRecord Work()
    {
        using var extracted = ModelFolder.Load(_run.Directory.Extracted, _run.LayerKinds);
        using var generator = opened.Networks.Live(extracted.Graph, extracted.Weights);
        OpenedRun.Constrain(generator, opened.Terms);
        using var start = Start(generator);
        var before = Validate(start);
        var slim = _run.Directory.State.Finished(PhaseName.Slim);
        var plan = TrainingBudget.FineTuning(_run, slim.Steps, slim.Time, () => CpuSecondsPerStep(extracted));
        var outcome = opened.Train(TrainingPhase.FineTune, generator, plan);
        WarnOfIdleTerms();
        OpenedRun.Constrain(generator, opened.Terms);
        Calibrate(generator);
        var kept = KeptResult.Choose(
            opened.Networks.IsClassifier ? "cross entropy" : "L1 to the teacher",
            before,
            Validate(generator),
            outcome.Steps
        );
        using var weights = (kept.Network == KeptResult.IsExtracted ? start : generator).CopyWeights();
        ModelFolder.Save(
            _run.Directory.Model,
            GraphQuantization.FreezeScales(generator.Graph, weights),
            weights,
            _run.LayerKinds
        );
        _run.Log.Information("Kept {Network}", kept.Tell());
        return PhaseRecord.Of(outcome.Time, outcome.Steps) with { Kept = kept };
    }

    // What is kept where fine-tuning makes it worse has to round as any result does. It is a network of its own, since
    // what is trained must not be calibrated twice.
    private GraphModule Start(GraphModule generator)
    {
        using var weights = generator.CopyWeights();
        var start = opened.Networks.Live(generator.Graph, weights);
        RangeCalibration.Complete(start, opened.Images, _run.Progress);
        return start;
    }

    // Quantisers that were to come late may not have taken part before the last step, and then have the ranges of the
    // first weights.
    private void Calibrate(GraphModule generator)
    {
        if (!generator.Quantizing)
        {
            RangeCalibration.Renew(generator, opened.Images, _run.Progress);
        }
        else
        {
            RangeCalibration.Complete(generator, opened.Images, _run.Progress);
        }
    }

    // On networks and terms of its own: what is measured is not trained.
    private double CpuSecondsPerStep(LoadedModel extracted)
    {
        const int Warm = 5;
        const int Measured = 40;
        using var generator = opened.Networks.Live(extracted.Graph, extracted.Weights);
        using var discriminator = _run.Options.Objective.Gan.Enabled ? opened.Networks.Discriminator() : null;
        var terms = ObjectiveTerms.Create(_run.Parts, _run.Options.Objective);
        OpenedRun.Constrain(generator, terms);
        using var objective = opened.Objective(TrainingPhase.FineTune, generator, discriminator, terms);
        generator.train();
        RunClock? clock = null;
        for (var step = 0; step < Warm + Measured; step++)
        {
            _run.Progress.Count("time of an update", step, Warm + Measured);
            clock = step == Warm ? new RunClock() : clock;
            _run.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var measured = _run.Progress.Measure(WorkName.UpdateTime);
            objective.Step(opened.Images.Next(step), step, Warm + Measured, new ScheduleClock(step, Warm + Measured));
        }

        return clock!.Elapsed.CpuSeconds / Measured;
    }

    private double Validate(GraphModule generator) => _run.Reading(Split.Validation, () =>
        {
            var images = _run.Images.Open(Split.Validation, Domain.Source);
            using var measured = _run.Progress.Measure(WorkName.Validation, images.Count);
            return opened.Networks.IsClassifier
                ? ValidationCrossEntropy.Of(
                    opened.Networks.Teacher,
                    generator,
                    images,
                    _run.Images.Open(Split.Validation, Domain.Target)
                )
                : ValidationDistance.To(opened.Networks.Teacher, generator, images);
        });
}
