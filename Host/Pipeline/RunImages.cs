using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Configuration;
using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>The training images of a run, tested, and with the outputs of the teacher.</summary>
internal sealed class RunImages : IDisposable
{
    private readonly RunContext _run;
    private readonly GraphModule _teacher;
    private readonly IImageDataset _inputs;
    private readonly ImageBatches _batches;
    private readonly ImageBatches? _targets;
    private readonly PartnerImages? _truth;
    private readonly bool _judgesPairs;
    private readonly Lazy<TrainingImages> _training;
    private TeacherCache? _cache;

    /// <summary>Opens and tests them.</summary>
    /// <exception cref="UserException">They do not fit the teacher, or cannot be read.</exception>
    public RunImages(RunContext run, RunNetworks networks, IReadOnlyList<GuardedTerm> terms)
    {
        var teacher = networks.Teacher;
        (_run, _teacher) = (run, teacher);
        _inputs = run.Images.Open(Split.Train, Domain.Source);
        ImageCheck.Takes(teacher.Graph, "model.teacher", _inputs);
        var targets = ReadsTargets(run) ? run.Images.Open(Split.Train, Domain.Target) : null;
        TrainingCounts.Check(_inputs, targets, run.Options.Data.BatchSize, run.Log);
        _batches = Of(_inputs, stream: 0);
        _judgesPairs = targets is not null && networks.IsConditional;
        _targets = targets is null || _judgesPairs ? null : Of(targets, stream: 1);
        var asker =
            terms.FirstOrDefault(static term => term.NeedsTruth) is { } term
                ? $"The term '{term.Name}', with its options,"
            : _judgesPairs ? "A discriminator that judges images with their inputs, with objective.gan.real 'target',"
            : null;
        _truth = asker is null
            ? null
            : new PartnerImages(_inputs, run.Images.Open(Split.Train, Domain.Target), asker);
        TellOfTargets();
        CheckLate(run, teacher);
        _training = new(Taught);
    }

    /// <summary>The batches. When they are first asked for, the teacher's outputs are computed.</summary>
    public TrainingImages Batches => _training.Value;

    /// <summary>Tests the images that are read only while scores are made, which must not fail then.</summary>
    /// <exception cref="UserException">They do not fit the teacher, or cannot be read.</exception>
    public static void CheckLate(RunContext run, GraphModule teacher)
    {
        var (scored, truth) = (
            run.Images.Open(run.ScoredSplit, Domain.Source),
            run.Images.Open(run.ScoredSplit, Domain.Target)
        );
        IImageDataset[] targets =
            ReadsTargets(run) ? [run.Images.Open(Split.Train, Domain.Target)]
            : scored.Count > 0 ? [run.OpenTargets()]
            : [];
        ImageCheck.Read([.. targets, run.Images.Open(Split.Validation, Domain.Source), scored, truth]);
        foreach (var images in targets.Append(truth))
        {
            ImageCheck.Comparable(teacher.Graph, run.Options.Data.ImageSize, images);
        }
    }

    public void Dispose()
    {
        if (_training.IsValueCreated)
        {
            Batches.Dispose();
        }

        _cache?.Dispose();
    }

    private void TellOfTargets()
    {
        if (_run.LacksTargets)
        {
            _run.Log.Information(
                "There are no training images of B: nothing trains on them, and KID and the Fréchet distance, which "
                    + "compare outputs with them, are left out"
            );
        }
    }

    private TrainingImages Taught()
    {
        if (!_batches.CropsAtRandom && _run.KeepsTeacherOutputs)
        {
            _run.Log.Information("Computing the teacher's outputs for {Count} training images", _inputs.Count);
            var (done, all) = (0, _run.Options.Data.Flip ? 2 * _inputs.Count : _inputs.Count);
            Tensor TeachAndTell(Tensor images)
            {
                using var measured = _run.Progress.Measure(WorkName.TeacherOutputs, (int)images.shape[0]);
                var outputs = Teach(images);
                _run.Progress.Count(WorkName.TeacherOutputs, done += (int)images.shape[0], all);
                return outputs;
            }

            _run.Progress.Count(WorkName.TeacherOutputs, 0, all);
            _cache = TeacherCache.Compute(_inputs, TeachAndTell, batchSize: 8, _run.Options.Data.Flip);
            _run.Progress.EndPhase();
        }

        // What is cut at a random place is never seen twice: then the teacher is asked in every step.
        return new TrainingImages(
            _batches,
            _cache is { } cache ? batch => cache.Take(batch.Plan) : batch => Teach(batch.Images),
            _targets,
            _truth,
            _judgesPairs,
            _run.Device
        );
    }

    private Tensor Teach(Tensor images)
    {
        _run.Cancellation.ThrowIfCancellationRequested();
        return _teacher.forward(images.to(_run.Device));
    }

    private static bool ReadsTargets(RunContext run) =>
        run.Options.Objective.Gan is { Enabled: true, Real: RealImages.Target };

    private ImageBatches Of(IImageDataset images, int stream) =>
        new(images, _run.Options.Data.BatchSize, _run.Options.Seed, _run.Options.Data.Flip, stream);
}
