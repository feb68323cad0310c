using System.Globalization;

namespace GsFramework.Campaign.Cluster;

/// <summary>The page of <c>eng/cluster.sh</c>.</summary>
internal static class ClusterPage
{
    /// <summary>Writes it.</summary>
    public static string Of(ClusterResults results)
    {
        var (local, slurm, hurt, large) = (results.Local, results.Slurm, results.Disturbed, results.Thousand);
        return Text(
            $"""
            # On a cluster

            One comparison three times: on this machine, on
            [a real Slurm of three nodes](../../../eng/slurm/README.md), and on that Slurm while jobs are queued again,
            processes killed and nodes lost. Then a plan of a thousand runs. [cluster.md](../../cluster.md) tells how to
            use a cluster. This page and [its numbers]({ClusterResults.File}) were written by

                eng/cluster.sh --seed {results.Seed}

            on {results.Date}, with {results.Machine},
            on which other programs ran all the time (load {results.LoadBefore:F0} at the start): times are those of a
            busy machine. All three nodes are this machine, so that nothing here shows how much faster a cluster is.

            ## The same numbers

            {results.Runs} runs of {results.Updates} updates, of which two begin with another one. Networks, pictures,
            metrics and exports were compared by their bytes, scores and sizes by all their digits, `comparison.json`
            and `comparison.csv` without times.

            | | left in peace | disturbed |
            | --- | ---: | ---: |
            | jobs queued again while they ran | 0 | {hurt.Requeues} |
            | processes killed (`kill -9`) | 0 | {hurt.Kills} |
            | nodes lost with all their jobs | 0 | {hurt.Losses} |
            | times that a process began or continued a run | {results.Runs} | {hurt.Starts} |
            | times that the last job ran | 1 | {hurt.Launches} |
            | moments with two processes at work on one run | 0 | {hurt.Overlaps} |
            | half-written files that were left | 0 | {hurt.HalfWritten} |
            | differences from the local comparison | {hurt.DifferingInPeace.Count} | {hurt.Differing.Count} |
            | seconds | {slurm.WholeSeconds:F0} | {hurt.WholeSeconds:F0} |

            What was done, by the seconds since the runs were handed over:


            """
        ) + Log(hurt.Log) + Text(
            $"""

            ## What it costs

            Seconds since the command was given. Slurm looks at its queue once a second here; on a cluster it may take
            longer, and a queue before it longer than that.

            | | this machine, `--jobs 2` | `--launcher slurm` |
            | --- | ---: | ---: |
            | the command returns | {local.CommandSeconds:F1} | {slurm.CommandSeconds:F1} |
            | the first update of a run is done | {local.FirstStepSeconds:F1} | {slurm.FirstStepSeconds:F1} |
            | the last table is written | {local.WholeSeconds:F1} | {slurm.WholeSeconds:F1} |
            | tables once more, `gs compare DIR --gather` | {results.GatherSeconds:F1} | the same |

            ## A thousand runs

            Planned and handed over; the jobs are held, and none begins.

            | | |
            | --- | ---: |
            | `--launcher none`: all runs checked and planned, their command lines printed | {large.NoneSeconds:F1} s |
            | `--launcher slurm`: the same, and handed over | {large.SlurmSeconds:F1} s |
            | calls of `sbatch` | {large.Sbatch} |
            | tasks and jobs in Slurm's queue after it | {large.Queued} |
            | `gs status` | {large.StatusSeconds:F1} s |
            | `--gather` while nothing is finished | {large.GatherSeconds:F1} s |
            | `plan.jsonl` | {large.PlanBytes / 1e6:F1} MB |

            """
        );
    }

    private static string Log(IEnumerable<string> lines) =>
        string.Concat(lines.Select(static line => $"    {line}\n"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
