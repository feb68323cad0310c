using System.Diagnostics;
using System.Globalization;

namespace GsFramework.Campaign.Cluster;

/// <summary>What is done to the jobs of a comparison.</summary>
/// <param name="Requeues">How often Slurm queues a running job again.</param>
/// <param name="Kills">How often the process of one is ended by SIGKILL.</param>
/// <param name="Losses">How often a node is lost.</param>
internal sealed record DisturbanceCounts(int Requeues, int Kills, int Losses);

/// <summary>Disturbs the jobs of a comparison at random moments until nothing of it is left in the queue.</summary>
/// <param name="slurm">The cluster, which is not shared when nodes are lost.</param>
/// <param name="root">The comparison's folder.</param>
/// <param name="name">The comparison's name.</param>
/// <param name="seed">What chance follows from.</param>
/// <param name="log">Is told what is done.</param>
internal sealed class Disturbances(TestSlurm slurm, string root, string name, int seed, Action<string> log)
{
    private const int MostPause = 2000;
    private const int DownFor = 6000;

    private readonly Random _random = Seeded.Random(seed, "cluster", 0);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, long> _lost = [];

    /// <summary>What was done.</summary>
    public DisturbanceCounts Done { get; private set; } = new(0, 0, 0);

    /// <summary>Moments at which two processes were at work on one run.</summary>
    public int Overlaps { get; private set; }

    /// <summary>Disturbs them, and returns when no job of the comparison is left.</summary>
    /// <param name="counts">What is to be done; less is when the runs end before.</param>
    /// <param name="patience">How long all of it may take.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public void UntilTheEnd(DisturbanceCounts counts, TimeSpan patience)
    {
        var left = new Queue<Kind>(Order(counts));
        var next = Pause();
        while (slurm.Queue($"gs-{name}") is { Count: > 0 } queue)
        {
            if (_clock.Elapsed > patience)
            {
                throw new TimeoutException($"{queue.Count} jobs are left after {patience.TotalMinutes:F0} minutes.");
            }

            Restore(after: DownFor);
            var processes = TaskProcesses.Of(root);
            Overlaps += processes.CountBy(static entry => entry.Run).Count(static entry => entry.Value > 1);
            if (_clock.ElapsedMilliseconds >= next && left.TryPeek(out var kind) && Disturb(kind, queue, processes))
            {
                left.Dequeue();
                next = Pause();
            }

            Thread.Sleep(100);
        }

        Restore(after: 0);
    }

    private Kind[] Order(DisturbanceCounts counts)
    {
        Kind[] order =
        [
            .. Enumerable.Repeat(Kind.Requeue, counts.Requeues),
            .. Enumerable.Repeat(Kind.Kill, counts.Kills),
            .. Enumerable.Repeat(Kind.Lose, counts.Losses),
        ];
        _random.Shuffle(order);
        return order;
    }

    private long Pause() => _clock.ElapsedMilliseconds + _random.Next(MostPause);

    // False where there is nothing yet to disturb.
    private bool Disturb(Kind kind, IReadOnlyList<QueuedTask> queue, IReadOnlyList<(int Process, int Run)> processes)
    {
        QueuedTask[] running = [.. queue.Where(static job => job.Runs)];
        if (running.Length == 0 || processes.Count == 0)
        {
            return false;
        }

        switch (kind)
        {
            case Kind.Requeue:
                var job = _random.Pick(running);
                Say($"queue {job.Name} on {job.Node} again");
                slurm.Requeue(job.Name);
                Done = Done with { Requeues = Done.Requeues + 1 };
                break;
            case Kind.Kill:
                var (process, run) = _random.Pick(processes);
                Say($"kill -9 of the process of run {run}");
                TaskProcesses.Kill(process);
                Done = Done with { Kills = Done.Kills + 1 };
                break;
            default:
                var node = _random.Pick(running).Node;
                if (_lost.Count > 0)
                {
                    return false;
                }

                Say($"lose {node} with {running.Count(other => other.Node == node)} jobs");
                slurm.Lose(node);
                _lost[node] = _clock.ElapsedMilliseconds;
                Done = Done with { Losses = Done.Losses + 1 };
                break;
        }

        return true;
    }

    private void Restore(int after)
    {
        foreach (var (node, moment) in _lost.ToArray())
        {
            if (_clock.ElapsedMilliseconds - moment >= after)
            {
                slurm.Restore(node);
                Say($"{node} is back");
                _lost.Remove(node);
            }
        }
    }

    private void Say(string what) =>
        log(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,6:F1} s  {what}"));

    private enum Kind
    {
        Requeue,
        Kill,
        Lose,
    }
}
