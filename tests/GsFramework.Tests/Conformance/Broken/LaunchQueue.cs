using System.Collections.Concurrent;
using System.Diagnostics;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>A scheduler within a test: it keeps a queue, and carries it out when it is told to, what was submitted last
/// first.</summary>
internal sealed class LaunchQueue
{
    private static readonly ConcurrentDictionary<string, LaunchQueue> _all = new();

    private readonly List<Job> _jobs = [];
    private int _number;

    /// <summary>How many further submissions it takes.</summary>
    public int Taken { get; set; } = int.MaxValue;

    /// <summary>The names of what has not ended.</summary>
    public IReadOnlyList<string> Waiting =>
        [.. _jobs.Where(static job => job.Code is null).Select(static job => job.Name)];

    /// <summary>That of a name.</summary>
    public static LaunchQueue Of(string name) => _all.GetOrAdd(name, static _ => new LaunchQueue());

    /// <summary>An empty one of a name.</summary>
    public static LaunchQueue New(string name) => _all[name] = new LaunchQueue();

    /// <summary>Submits a command line.</summary>
    /// <param name="words">Its words.</param>
    /// <param name="after">The jobs that must have ended before.</param>
    /// <param name="well">True where they must have ended well.</param>
    /// <returns>Its name.</returns>
    public string Submit(IEnumerable<string> words, IReadOnlyList<string> after, bool well)
    {
        if (Taken-- <= 0)
        {
            throw new UserException("The queue takes no more.");
        }

        var job = new Job($"job-{++_number}", [.. words], after, well);
        _jobs.Add(job);
        return job.Name;
    }

    /// <summary>Takes jobs out.</summary>
    public void Cancel(IReadOnlyList<string> names) => _jobs.RemoveAll(job => names.Contains(job.Name));

    /// <summary>Carries out all that is there.</summary>
    public void Work()
    {
        while (_jobs.LastOrDefault(job => job.Code is null && job.After.All(HasEnded)) is { } job)
        {
            job.Code = job.Well && job.After.Any(name => Find(name)?.Code != 0) ? 1 : Carry(job.Words);
        }
    }

    private bool HasEnded(string name) => Find(name)?.Code is not null;

    private Job? Find(string name) => _jobs.FirstOrDefault(job => job.Name == name);

    private static int Carry(string[] words)
    {
        using var process = Process.Start(words[0], words[1..]);
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed record Job(string Name, string[] Words, IReadOnlyList<string> After, bool Well)
    {
        public int? Code { get; set; }
    }
}
