using System.Globalization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Sweeping;

namespace GsFramework.Campaign.Sweeps;

/// <summary>The full grid of <c>configs/sweep-ink.json</c>, and searches of the same ranges by TPE with
/// halving.</summary>
internal static class SweepTrials
{
    private const string Config = "configs/sweep-ink.json";
    private const int Shown = 5;

    /// <summary>Runs what is not there yet, and writes the page.</summary>
    /// <returns>0 where every search reached the best of the grid with a third of its updates; 1 otherwise.</returns>
    public static int Run(int seeds, int jobs, string work, string output)
    {
        var grid = Sweep(Path.Combine(work, "grid"), jobs, "sweep:search=grid", "sweep:halving=null");
        var searches = Enumerable
            .Range(1, seeds)
            .Select(seed => Sweep(Path.Combine(work, $"tpe-{seed}"), jobs, $"sweep:seed={seed}"))
            .ToArray();
        var results = new SweepTrialResults(
            DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            $"{grid.Machine?.Threads} {(grid.Machine?.Threads == 1 ? "thread" : "threads")} of {grid.Machine?.Cpu}",
            jobs,
            grid.Versions?.Framework ?? "",
            grid.Goals[0].Name,
            grid.Rungs[^1],
            searches[0].Rungs,
            searches[0].Reduction ?? 1,
            [.. grid.Keys.Select(static key => key.Key)],
            Of(grid),
            [.. grid.Trials.Take(Shown).Select(trial => Of(trial, grid))],
            [.. searches.Select(Of)]
        );
        AtomicFile.WriteAllText(Path.Combine(output, SweepTrialResults.File), RecordJson.Text(results));
        AtomicFile.WriteAllText(Path.Combine(output, "README.md"), SweepTrialPage.Of(results));
        return results.Searches.All(search => results.HasReached(search)) ? 0 : 1;
    }

    private static SweepResult Sweep(string folder, int jobs, params string[] sets)
    {
        Cluster.ClusterTrial.Gs(
            [
                "sweep",
                Config,
                "--out",
                folder,
                "--jobs",
                $"{jobs}",
                .. sets.SelectMany(static set => new[] { "--set", set }),
            ]
        );
        return SweepResult.Read(Path.Combine(folder, SweepResult.FileName));
    }

    private static FoundBest Of(SweepResult sweep)
    {
        var best = sweep.Trials.Single(trial => trial.Name == sweep.Best);
        return new FoundBest(
            sweep.Seed,
            sweep.Trials.Count,
            sweep.Trials.Count(static trial => trial.State == TrialState.Finished),
            sweep.Trials.Count(static trial => trial.State == TrialState.Failed),
            sweep.Updates,
            Of(best, sweep)
        );
    }

    private static FoundTrial Of(TrialResult trial, SweepResult sweep) =>
        new(trial.Name, trial.Values, trial.Of(sweep.Goals[0].Name));
}
