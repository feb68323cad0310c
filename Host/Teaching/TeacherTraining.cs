using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Parts;
using GsFramework.Teaching;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>
/// The training of a dense teacher by the method that the configuration names: batches, schedule, validation and early
/// stopping, and the networks that are kept.
/// </summary>
internal sealed class TeacherTraining : ITraining, IDisposable
{
    private readonly RunContext _run;
    private readonly TeacherOptions _options;
    private readonly ITeacherObjective _objective;
    private readonly MovingAverages _averages;
    private readonly BestWeights _best = new();
    private readonly IValidationScore? _validation;
    private readonly BatchLoader _a;
    private readonly BatchLoader? _b;
    private readonly IImageDataset _targets;
    private (Tensor A, Tensor B) _batch;

    /// <summary>Opens a training with the architectures of the configuration.</summary>
    /// <exception cref="UserException">An architecture is missing, or does not fit the images.</exception>
    public static TeacherTraining Create(RunContext run)
    {
        var method = run.Parts.Create(run.Options.Teacher.Method);
        var (generator, discriminator) = TeacherNetworks.Create(run.Options, run.Parts, method);
        TeacherNetworks.Check(method, generator, run.Options);
        ImageCheck.Takes(generator, "model.generator", run.Images.Open(Split.Train, Domain.Source));
        if (method.IsConditional && discriminator is not null)
        {
            DiscriminatorChannels.Tell(discriminator, generator, run.Log);
        }

        if (ChannelMap.Of(generator).PrunableNorms.Count == 0)
        {
            run.Log.Warning(
                "model.generator has no norm with a scale γ whose channels can be pruned: 'gs compress' will not "
                    + "make it narrower by γ"
            );
        }

        return new TeacherTraining(run, method, generator, discriminator);
    }

    private TeacherTraining(RunContext run, ITeacherMethod method, NetworkGraph generator, NetworkGraph? discriminator)
    {
        (_run, _options) = (run, run.Options.Teacher);
        var inputs = run.Images.Open(Split.Train, Domain.Source);
        var targets = run.Images.Open(Split.Train, Domain.Target);
        if (method.IsPaired)
        {
            ImageCheck.Comparable(generator, run.Options.Data.ImageSize, targets);
        }

        _targets = method.IsPaired ? new PartnerImages(inputs, targets, "This teacher.method") : targets;
        TrainingCounts.Check(inputs, method.IsPaired ? null : targets, run.Options.Data.BatchSize, run.Log);
        _a = Batches(inputs, 0);
        _b = method.IsPaired ? null : Batches(targets, 1);
        ImageCheck.Read(
            inputs,
            targets,
            run.Images.Open(Split.Validation, Domain.Source),
            run.Images.Open(Split.Validation, Domain.Target)
        );

        // Looked at now: the card scores the test images of the beginning, whatever becomes of their files.
        ImageCheck.Read(run.Images.Open(Split.Test, Domain.Source), run.Images.Open(Split.Test, Domain.Target));
        _objective = PluginCode.Within("the start of teacher.method", () =>
            method.Begin(
                new TeacherStart(generator, discriminator, _options.LearningRate, run.Options.Seed, run.Device)
            )
        );
        foreach (var (_, module) in _objective.Networks)
        {
            module.BFloat16 = _options.Precision.IsBf16();
        }

        _averages = new MovingAverages(_objective.Kept, _options.AverageDecay);
        _validation = _options.ValidateEvery > 0 ? Validation(method) : null;
        if (_options.Patience > 0 && _validation is null)
        {
            throw new UserException(
                "teacher.patience stops a training by its validation score, but there is none: give two validation "
                    + "images of A at least (valA), and set teacher.validateEvery."
            );
        }

        if (_options.ValidateEvery > 0 && _validation is null)
        {
            run.Log.Warning(
                "There are too few validation images: the last weights will be kept, be they the best or not. Give a "
                    + "folder of validation images "
                    + "(valA), or set data.source.validationFraction, or teacher.validateEvery to 0"
            );
        }
    }

    private GraphModule Generator => _averages.Networks[0].Module;

    public string Name => PhaseName.Teacher;

    public int Steps => _options.Steps;

    public bool IsFinished => _options.Patience > 0 && _best.Waited >= _options.Patience;

    public IEnumerable<(string Prefix, GraphModule Network)> Networks =>
        _objective
            .Networks.Select(static network => ($"{network.Name}/", network.Module))
            .Concat(_averages.Averages.Select(static entry => ($"average/{entry.Folder}/", entry.Module)));

    public IEnumerable<KeyValuePair<string, Tensor>> Tensors => _objective.State().Concat(_best.State());

    public IEnumerable<KeyValuePair<string, double>> Numbers => _best.Numbers();

    /// <summary>Trains to the end, from the last checkpoint where there is one, and writes the networks that are kept,
    /// with a model card.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    public void Run() => Keep(new TrainingLoop(_run, this).Run());

    public void Begin(bool isResumed) { }

    public void Load(int step)
    {
        if (_validation is not null && (step + 1) % _options.ValidateEvery == 0)
        {
            _run.Recheck(Split.Validation);
        }

        if (_targets is PartnerImages partners)
        {
            var (batch, truth) = partners.Next(_a, step);
            _batch = (batch.Images.to(_run.Device), truth.to(_run.Device));
            return;
        }

        _batch = (_a.Next(step).Images.to(_run.Device), _b!.Next(step).Images.to(_run.Device));
    }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var values = new Dictionary<string, double>(
            PluginCode.Within($"step {step} of {Name}", () =>
                _objective.Step(_batch.A, _batch.B, step, LearningRateFactor(step, _options.Steps))
            )
        );
        CheckFinite(values, step);
        _averages.Follow(step);
        Validate(step + 1, values);
        return values;
    }

    public bool IsTimeToSample(int steps) => steps % _options.CheckpointEvery == 0;

    public bool IsTimeToSave(int steps) => steps % _options.CheckpointEvery == 0;

    public void Sample(int steps) =>
        _run.Reading(Split.Validation, () =>
            SampleGrid.Save(
                _run.Directory.Sample($"{Name}-{steps:D6}"),
                _run.Images.Open(Split.Validation, Domain.Source),
                null,
                Generator,
                rows: 12,
                _run.Images.Open(Split.Validation, Domain.Target)
            )
        );

    public void Restore(WeightsFile file)
    {
        _objective.Load(file.Tensors);
        _best.Load(file);
    }

    /// <summary>Constant in the first half, then linear to 0.</summary>
    internal static double LearningRateFactor(int step, int steps) => Math.Min(1, 2 * (1 - ((double)step / steps)));

    public void Dispose()
    {
        _a.Dispose();
        _b?.Dispose();
        _validation?.Dispose();
        _best.Dispose();
        _averages.Dispose();
        _objective.Dispose();
    }

    private IValidationScore? Validation(ITeacherMethod method) =>
        method is IScoresValidation scores ? PairedValidation.Open(scores, _run) : KidValidation.Open(_run);

    private static void CheckFinite(Dictionary<string, double> values, int step)
    {
        foreach (var (name, value) in values.Where(static entry => !double.IsFinite(entry.Value)))
        {
            throw new UserException(
                $"In step {step}, {name} became {value}. The run has stopped; its last checkpoint, if there was one "
                    + $"yet, is kept. Lower "
                    + "teacher.learningRate: for a new run in the configuration, for 'gs resume' in "
                    + "config.resolved.json. "
                    + $"If it became so in the first steps, '{Shell.Command("doctor")}' tells whether this machine "
                    + $"computes right."
            );
        }
    }

    private BatchLoader Batches(IImageDataset images, int stream)
    {
        var data = _run.Options.Data;
        return new BatchLoader(new ImageBatches(images, data.BatchSize, _run.Options.Seed, data.Flip, stream));
    }

    private void Validate(int step, Dictionary<string, double> values)
    {
        if (_validation is null || (step % _options.ValidateEvery != 0 && step != _options.Steps))
        {
            return;
        }

        var score = _run.Reading(Split.Validation, () =>
            PluginCode.Within($"validation after {step} steps of {Name}", () => _validation.Of(Generator))
        );
        if (double.IsNaN(score))
        {
            _run.Log.Warning("Step {Step}: too few validation images are left for {Score}", step, _validation.Name);
            return;
        }

        values[_validation.Name] = score;
        _best.Offer(score, step, _averages.Networks);
        _run.Log.Information(
            "Step {Step}: {Score} {Value:G4}, best {Best:G4} after {BestStep} steps",
            step,
            _validation.Name,
            score,
            _best.Score,
            _best.Step
        );
        if (IsFinished)
        {
            _run.Log.Information(
                "Stopping early: no better {Score} in {Patience} measurements",
                _validation.Name,
                _options.Patience
            );
        }
    }

    private void Keep(PhaseOutcome done)
    {
        _run.Progress.Doing("model card");
        foreach (var (folder, module) in _averages.Networks)
        {
            using var weights = module.CopyWeights();
            ModelFolder.Save(
                Path.Combine(_run.Directory.Root, folder),
                module.Graph,
                _best.Of(folder) ?? (IReadOnlyDictionary<string, Tensor>)weights,
                _run.LayerKinds
            );
        }

        if (_best.Of("model") is { } best)
        {
            Generator.LoadWeights(best);
        }

        ModelCard.Write(_run, Generator, _objective.Kept[0].IsAveraged, _validation, _best, done);
        _run.Directory.State.Teacher = new TeacherRecord
        {
            Name = _run.Options.Name,
            Steps = done.Steps,
            Seconds = done.Time.Seconds,
            KeptStep = _best.Score is null ? done.Steps : _best.Step,
            UnreadableImages = _run.LeftOut,
            Validation = _validation is null ? null : new ValidationRecord(_validation.Name, _best.Score),
        };
        _run.Progress.Doing(null);
    }
}
