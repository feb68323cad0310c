using System.Globalization;
using GsFramework.Launching;

namespace GsFramework.Slurm;

/// <summary>One array of jobs: runs by the numbers of its tasks, and what it waits for.</summary>
/// <param name="Runs">The runs by the numbers of Slurm's tasks.</param>
/// <param name="Dependency">Options of sbatch; none where it may start at once.</param>
internal sealed record JobArray(IReadOnlyDictionary<int, LaunchedRun> Runs, IReadOnlyList<string> Dependency)
{
    /// <summary>The numbers as sbatch reads them: <c>0-3,7</c>.</summary>
    public string Tasks
    {
        get
        {
            var ranges = new List<(int First, int Last)>();
            foreach (var task in Runs.Keys.Order())
            {
                if (ranges.Count > 0 && ranges[^1].Last == task - 1)
                {
                    ranges[^1] = (ranges[^1].First, task);
                }
                else
                {
                    ranges.Add((task, task));
                }
            }

            return string.Join(
                ',',
                ranges.Select(static range =>
                    range.First == range.Last
                        ? range.First.ToString(CultureInfo.InvariantCulture)
                        : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")
                )
            );
        }
    }

    /// <summary>The arrays of a level: one where Slurm's limit allows it.</summary>
    /// <param name="level">The runs.</param>
    /// <param name="before">Job and task of each run of the level before.</param>
    /// <param name="size">Slurm's limit, above the largest number of a task.</param>
    public static IEnumerable<JobArray> Of(
        IReadOnlyList<LaunchedRun> level,
        IReadOnlyDictionary<int, (string Job, int Task)> before,
        int size
    )
    {
        // Each task waits for the task of its own number in one array: then a run that fails costs only those that
        // begin with it.
        string[] jobs = [.. level.Select(run => run.From).OfType<int>().Select(from => before[from].Job).Distinct()];
        if (jobs is [var job] && level.DistinctBy(static run => run.From).Count() == level.Count)
        {
            yield return new JobArray(
                level.ToDictionary(run => before[run.From!.Value].Task),
                [$"--dependency=aftercorr:{job}", "--kill-on-invalid-dep=yes"]
            );
            yield break;
        }

        string[] dependency =
            jobs.Length > 0 ? [$"--dependency=afterok:{string.Join(':', jobs)}", "--kill-on-invalid-dep=yes"] : [];
        foreach (var part in level.Chunk(size))
        {
            // A run's own number, so that logs are found by it; counted from 0 where Slurm's limit is below it.
            yield return new JobArray(
                part.All(run => run.Index < size)
                    ? part.ToDictionary(static run => run.Index)
                    : part.Index().ToDictionary(static entry => entry.Index, static entry => entry.Item),
                dependency
            );
        }
    }
}
