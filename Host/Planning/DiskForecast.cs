using GsFramework.Host.Logging;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>The size of a run directory: that of the trial, with as many rows and pictures as the run has.</summary>
internal static class DiskForecast
{
    // Pages hold their pictures as base64.
    private const double Base64 = 4.0 / 3;

    /// <summary>Bytes.</summary>
    /// <param name="trial">What was measured.</param>
    /// <param name="work">How often the run does what.</param>
    /// <param name="images">The run's images.</param>
    public static long Bytes(TrialRecord trial, PlannedWork work, ImageCounts images)
    {
        var (all, morePictures) = (0.0, 0.0);
        foreach (var (path, bytes) in trial.Files)
        {
            var factor = Factor(path, trial, work, images);
            all += bytes * factor;
            morePictures += IsPicture(path) ? bytes * (factor - 1) : 0;
        }

        return (long)(all + (trial.Files.ContainsKey("report.html") ? Base64 * morePictures : 0));
    }

    private static double Factor(string path, TrialRecord trial, PlannedWork work, ImageCounts images)
    {
        double Times(string phase, string name) =>
            trial.Phase(phase)?.Find(name) is { Units: > 0 } entry ? work.Units(phase, entry) / entry.Units : 1;

        string[] trainings = [PhaseName.Slim, PhaseName.FineTune];
        if (path == "metrics.csv" || path.StartsWith("events.out.", StringComparison.Ordinal))
        {
            var rows = trainings.Sum(phase => trial.Phase(phase)?.Find(WorkName.Update)?.Units ?? 0);
            return rows == 0 ? 1 : (double)trainings.Sum(work.Steps) / rows;
        }

        return path switch
        {
            "scores.csv" when trial.Images.Test > 0 => (double)images.Test / trial.Images.Test,
            "samples/final.png" => Times(PhaseName.Evaluate, WorkName.Samples),
            _ when IsPicture(path) => Times(PhaseName.Evaluate, WorkName.Pictures),
            _ => trainings.FirstOrDefault(phase => path.StartsWith($"samples/{phase}-", StringComparison.Ordinal))
                is { } training
                ? Times(training, WorkName.Samples)
                : 1,
        };
    }

    private static bool IsPicture(string path) => path.StartsWith("pictures", StringComparison.Ordinal);
}
