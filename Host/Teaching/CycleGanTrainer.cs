using System.Diagnostics;
using System.Text.Json.Nodes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Data;
using GsFramework.Host.Interchange;
using GsFramework.Host.Objective;
using GsFramework.Host.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>
/// Trains a dense teacher: CycleGAN on two folders of images. What is kept of G is the moving average of its weights, which
/// draws more steadily than any single step's.
/// </summary>
internal sealed class CycleGanTrainer : IDisposable
{
    /// <summary>The name of its note in the run directory.</summary>
    public const string Phase = "teacher";

    private readonly RunContext _run;
    private readonly CycleGanNetworks _networks;
    private readonly GraphModule _average;
    private readonly CycleGanObjective _objective;
    private readonly ImageBatches _a;
    private readonly ImageBatches _b;

    /// <summary>Opens a training with the architectures of the configuration.</summary>
    /// <exception cref="UserException">An architecture is missing, or does not fit the images.</exception>
    public static CycleGanTrainer Create(RunContext run)
    {
        var model = run.Options.Model;
        if (model.Generator is null || model.Discriminator is null)
        {
            throw new UserException("'gs teacher' makes new networks: give model.generator and model.discriminator, each with a kind.");
        }

        var (generator, discriminator) = (run.Parts.Create(model.Generator).Create(), run.Parts.Create(model.Discriminator).Create());
        var side = run.Options.Data.ImageSize;
        _ = RunNetworks.Fits(discriminator, "model.discriminator", side);
        return RunNetworks.Fits(generator, "model.generator", side) == new FeatureShape(discriminator.InputChannels, side, side)
            ? new CycleGanTrainer(run, generator, discriminator)
            : throw new UserException($"The generator makes another size than {side}x{side} of such images. Choose data.imageSize so that its halvings come out even.");
    }

    private CycleGanTrainer(RunContext run, NetworkGraph generator, NetworkGraph discriminator)
    {
        _run = run;
        var options = run.Options.Teacher;
        _networks = CycleGanNetworks.Create(generator, discriminator, run.Options.Seed, run.Device);
        foreach (var (_, module) in _networks.All())
        {
            module.BFloat16 = options.Precision == Configuration.Precision.Bf16;
        }

        using var initial = _networks.G.CopyWeights();
        _average = new GraphModule(generator, initial, run.Device);
        _objective = new CycleGanObjective(
            _networks, run.Parts.Create(options.Loss), new CycleGanWeights(options.CycleWeightA, options.CycleWeightB, options.IdentityWeight, options.CycleNoise),
            options.LearningRate, options.PoolSize, run.Options.Seed);
        _a = Batches(Domain.Source, 0);
        _b = Batches(Domain.Target, 1);
        ImageCheck.Read(
            run.Images.Open(Split.Train, Domain.Source), run.Images.Open(Split.Train, Domain.Target),
            run.Images.Open(Split.Validation, Domain.Source), run.Images.Open(Split.Validation, Domain.Target));
    }

    /// <summary>Trains to the end, from the last checkpoint where there is one, and writes <c>model/</c> and
    /// <c>discriminator/</c>.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; a checkpoint has been written.</exception>
    public PhaseOutcome Run()
    {
        var options = _run.Options.Teacher;
        var (step, earlier) = Resume();
        using var metrics = new MetricsLog(_run.Directory.Root, Phase, step);
        var watch = Stopwatch.StartNew();
        double Seconds() => earlier + watch.Elapsed.TotalSeconds;
        for (; step < options.Steps; step++)
        {
            if (_run.Cancellation.IsCancellationRequested)
            {
                metrics.Flush();
                Save(step, Seconds());
                throw new OperationCanceledException(
                    $"Interrupted in step {step}. Continue with 'gs resume {_run.Directory.Root}'.", _run.Cancellation);
            }

            using (NewDisposeScope())
            {
                var (a, b) = (_a.Next(step).Images.to(_run.Device), _b.Next(step).Images.to(_run.Device));
                var values = _objective.Step(a, b, step, LearningRateFactor(step, options.Steps));
                Average(step);
                metrics.Write(step, values);
                _run.Progress.Report(Phase, step + 1, options.Steps, values);
            }

            if ((step + 1) % options.CheckpointEvery == 0 && step + 1 < options.Steps)
            {
                metrics.Flush();
                Save(step + 1, Seconds());
                Look(step + 1);
            }
        }

        metrics.Flush();
        Save(step, Seconds());
        Look(step);
        Keep();
        _run.Directory.Finish(Phase, new JsonObject { ["name"] = _run.Options.Name, ["steps"] = step, ["seconds"] = Seconds() });
        return new PhaseOutcome(step, Seconds());
    }

    /// <summary>Constant in the first half, then linear to 0.</summary>
    internal static double LearningRateFactor(int step, int steps) => Math.Min(1, 2 * (1 - ((double)step / steps)));

    public void Dispose()
    {
        _objective.Dispose();
        _average.Dispose();
        _networks.Dispose();
    }

    private ImageBatches Batches(Domain domain, int stream)
    {
        var data = _run.Options.Data;
        return new ImageBatches(_run.Images.Open(Split.Train, domain), data.BatchSize, _run.Options.Seed, data.Flip, stream);
    }

    // Faster at first, so that the random start is forgotten.
    private void Average(int step)
    {
        using var noGrad = no_grad();
        var decay = Math.Min(_run.Options.Teacher.AverageDecay, (1.0 + step) / (10 + step));
        foreach (var (name, tensor) in _average.Tensors)
        {
            tensor.lerp_(_networks.G.Tensors[name], 1 - decay);
        }
    }

    private void Look(int step)
    {
        var inputs = _run.Images.Open(Split.Validation, Domain.Source);
        var truth = _run.Images.Open(Split.Validation, Domain.Target);
        SampleGrid.Save(_run.Directory.Sample($"{Phase}-{step:D6}"), inputs, null, _average, rows: 12, truth);
    }

    private void Keep()
    {
        using var generator = _average.CopyWeights();
        ModelFolder.Save(_run.Directory.Model, _average.Graph, generator);
        using var discriminator = _networks.DB.CopyWeights();
        ModelFolder.Save(_run.Directory.Discriminator, _networks.DB.Graph, discriminator);
    }

    private void Save(int step, double seconds)
    {
        using var scope = NewDisposeScope();
        var tensors = All().SelectMany(static network => Checkpoints.Of($"{network.Name}/", network.Module)).Concat(_objective.State());
        Checkpoints.Write(_run.Directory.Checkpoint(Phase), tensors, new PhaseOutcome(step, seconds), []);
    }

    private PhaseOutcome Resume()
    {
        var path = _run.Directory.Checkpoint(Phase);
        if (!File.Exists(path))
        {
            return new PhaseOutcome(0, 0);
        }

        return Checkpoints.Load(path, file =>
        {
            foreach (var (name, module) in All())
            {
                module.LoadWeights(Checkpoints.Part(file, $"{name}/"));
            }

            _objective.Load(file.Tensors);
        });
    }

    private IEnumerable<(string Name, GraphModule Module)> All() => _networks.All().Append(("average", _average));
}
