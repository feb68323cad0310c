using GsFramework.Core.Configuration;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>Makes the forecast of a run from a trial of it. Pure arithmetic.</summary>
/// <param name="options">The run's options.</param>
/// <param name="images">The run's images.</param>
/// <param name="trial">What was measured.</param>
internal sealed class ForecastMaker(RunOptions options, ImageCounts images, TrialRecord trial)
{
    // Blocks of memory that are taken and given back for longer are not all used again: runs were seen to end with a
    // seventh to a third more than their trials.
    private const double Creep = 1.2;

    /// <summary>The share of slimming's steps after which its goals are reached.</summary>
    public double ExpectedShare { get; init; } = 1;

    /// <summary>True where the features of the real images are known from an earlier run.</summary>
    public bool HasRealFeatures { get; init; }

    /// <summary>Memory of what the run keeps of the images that the trial did not look at.</summary>
    public long FurtherMemoryBytes { get; init; }

    /// <summary>Makes it.</summary>
    public Forecast Make()
    {
        var work = Plan();
        PhaseForecast[] phases =
        [
            .. trial.Phases.Select(phase => PhaseForecast.Of(phase, entry => work.Units(phase.Name, entry))),
        ];
        return new Forecast
        {
            Name = options.Name,
            Seconds = phases.Sum(static phase => phase.Seconds),
            CpuSeconds = phases.Sum(static phase => phase.CpuSeconds),
            PeakMemoryBytes = (long)(Creep * trial.PeakMemoryBytes) + FurtherMemoryBytes,
            DiskBytes = DiskForecast.Bytes(trial, work, images),
            LongestPhase = phases.MaxBy(static phase => phase.Seconds)!.Name,
            Phases = phases,
            Assumptions = [.. Assumptions(work)],
            TrialSeconds = trial.Phases.Sum(static phase => phase.Time.Seconds),
        };
    }

    private PlannedWork Plan()
    {
        var slimSteps = ForecastBudget.SlimSteps(options.Training, ExpectedShare);
        var work = new PlannedWork(options, images, trial.Images)
        {
            SlimSteps = slimSteps,
            DenseMacs = trial.DenseMacs,
            HasRealFeatures = HasRealFeatures,
        };
        var slim = trial.Phase(PhaseName.Slim) is { } measured
            ? PhaseForecast.Of(measured, entry => work.Units(PhaseName.Slim, entry))
            : null;
        return new PlannedWork(options, images, trial.Images)
        {
            SlimSteps = slimSteps,
            FineTuneSteps = ForecastBudget.FineTuneSteps(
                options.Training,
                slimSteps,
                slim,
                trial.Phase(PhaseName.FineTune)
            ),
            DenseMacs = trial.DenseMacs,
            HasRealFeatures = HasRealFeatures,
        };
    }

    private IEnumerable<string> Assumptions(PlannedWork work)
    {
        if (work.SlimSteps < options.Training.Slim.Steps)
        {
            yield return $"Slimming reaches its target after about {work.SlimSteps} of {options.Training.Slim.Steps} "
                + "updates, as it usually does.";
        }
        else if (options.Training.Slim.Steps > 0)
        {
            yield return "Slimming makes all of its updates, and the compact network is of about the size that the "
                + "trial came to: without a target it is not known before.";
        }

        if (options.Training.Budget is not null)
        {
            yield return $"training.budget leaves about {work.FineTuneSteps} updates for fine-tuning.";
        }

        if (HasRealFeatures)
        {
            yield return "The features of the real images are kept from an earlier run.";
        }

        yield return "The machine is as busy as it was just now.";
    }
}
