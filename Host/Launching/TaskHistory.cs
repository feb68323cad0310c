using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Host.Launching;

/// <summary>What happened to a run.</summary>
internal enum TaskEventKind
{
    /// <summary>A user asked for the run: what went wrong before counts no more.</summary>
    Asked,

    /// <summary>It was handed to a launcher.</summary>
    HandedOver,

    /// <summary>A process took the task of a sweep, whatever trials it carries out.</summary>
    Took,

    /// <summary>A process began or continued it.</summary>
    Started,

    /// <summary>That process came to the end of the run.</summary>
    Finished,

    /// <summary>It was told to stop, and wrote a checkpoint.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>The scheduler took it and no process began it.</summary>
    NotStarted,
}

/// <summary>A line of a run's history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the clock of that machine.</param>
internal sealed record TaskEvent(TaskEventKind Kind, DateTime At)
{
    /// <summary>The machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Host { get; init; }

    /// <summary>The scheduler's name of the job; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    /// <summary>Rows of <c>metrics.csv</c>: how far the run was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rows { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary><c>tasks/NAME.jsonl</c>: every start of a run and how it ended. Only lines are added, each by the one
/// process that has the run.</summary>
/// <param name="root">The plan's folder.</param>
/// <param name="name">The run's name.</param>
internal sealed class TaskHistory(string root, string name)
{
    /// <summary>After how many failures a run is not started again by itself.</summary>
    public const int MostFailures = 3;

    /// <summary>After how many starts in a row in which it came no further.</summary>
    public const int MostStalls = 10;

    /// <summary>The folder of these files.</summary>
    public const string FolderName = "tasks";

    private static readonly JsonSerializerOptions _line = new(RecordJson.Format) { WriteIndented = false };

    private readonly string _path = Path.Combine(root, FolderName, $"{name}.jsonl");

    /// <summary>The events in their order; none where there is no file. Half of a line, as a full disk or a process
    /// that was killed leaves it, is left out.</summary>
    public IReadOnlyList<TaskEvent> Read()
    {
        try
        {
            return File.Exists(_path) ? [.. File.ReadAllLines(_path).Select(Parse).OfType<TaskEvent>()] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{_path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Adds an event that happens now on this machine.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Add(TaskEventKind kind, string? reason = null, int? rows = null)
    {
        var entry = new TaskEvent(kind, RunOrigin.Second(DateTime.UtcNow))
        {
            Host = Environment.MachineName,
            Job = HolderJob.Current?.ToString(),
            Rows = rows,
            Reason = reason,
        };
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

            // With a new line before, so that half of a line does not spoil this one.
            var text = JsonSerializer.Serialize(entry, _line) + "\n";
            file.Write(Encoding.UTF8.GetBytes(EndsWhole() ? text : "\n" + text));
        }
        catch (Exception fault) when (AtomicFile.IsOfDisk(fault))
        {
            throw AtomicFile.Explain(_path, fault);
        }
    }

    /// <summary>True where a process has had the run since it was asked for or handed over last.</summary>
    public bool WasBegun =>
        Read()
            is [
                ..,
            { Kind: not (TaskEventKind.Asked or TaskEventKind.HandedOver or TaskEventKind.NotStarted) },
            ];

    /// <summary>True where a scheduler has taken it again and again, and no process ever began it.</summary>
    public bool NeverStarts =>
        Read()
            .Reverse()
            .TakeWhile(static entry => entry.Kind != TaskEventKind.Asked)
            .Count(static entry => entry.Kind == TaskEventKind.NotStarted) >= MostFailures;

    /// <summary>Why the run is not to be started again by itself; null where it may be. What was before a user asked
    /// for it counts no more.</summary>
    public string? GivenUp()
    {
        TaskEvent[] since =
        [
            .. Read().Reverse().TakeWhile(static entry => entry.Kind != TaskEventKind.Asked).Reverse(),
        ];
        var failures = since
            .Where(static entry => entry.Kind is TaskEventKind.Failed or TaskEventKind.NotStarted)
            .ToArray();
        if (failures.Length >= MostFailures)
        {
            return $"it has failed {failures.Length} times, the last time because: {failures[^1].Reason}";
        }

        // Those that were killed or interrupted may only have had bad luck, but not again and again.
        var starts = since.Where(static entry => entry.Kind == TaskEventKind.Started).ToArray();
        var stalls = starts.Reverse().TakeWhile(entry => entry.Rows == starts[^1].Rows).Count();
        return stalls >= MostStalls
            ? $"it was started {stalls} times, the last time on {starts[^1].Host}, and each time it ended before it "
                + "had come any further"
            : null;
    }

    private bool EndsWhole()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private static TaskEvent? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line)?.Deserialize<TaskEvent>(_line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
