using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Sweeping;

/// <summary>The content of <c>sweep.json</c>. Fields may be added, never renamed.</summary>
internal sealed record SweepResult
{
    /// <summary>The file's name.</summary>
    public const string FileName = "sweep.json";

    /// <summary>The version of this form.</summary>
    public const int Schema = 1;

    public int SchemaVersion { get; init; } = Schema;

    public required string Name { get; init; }

    /// <summary>How to make it again.</summary>
    public string? Command { get; init; }

    /// <summary>The words with which the program was started.</summary>
    public string? Program { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True for a few steps that only try whether everything runs.</summary>
    public bool Smoke { get; init; }

    /// <summary><c>grid</c>, <c>random</c> or <c>tpe</c>.</summary>
    public required string Search { get; init; }

    /// <summary>Of the search.</summary>
    public int Seed { get; init; }

    /// <summary>Trials in all, begun or not.</summary>
    public required int Planned { get; init; }

    /// <summary>What varies.</summary>
    public required IReadOnlyList<SweptKey> Keys { get; init; }

    /// <summary>What is to be good, on validation images.</summary>
    public required IReadOnlyList<SweepGoal> Goals { get; init; }

    /// <summary>The updates after which trials are compared; the last is the end of a run.</summary>
    public required IReadOnlyList<int> Rungs { get; init; }

    /// <summary>How many trials there are at a rung for each that continues, η; null where all are finished.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Reduction { get; init; }

    /// <summary>The generator's updates of all trials together.</summary>
    public required long Updates { get; init; }

    /// <summary>Those that all planned trials would take to their ends.</summary>
    public required long UpdatesOfAll { get; init; }

    /// <summary>Processor seconds of the finished trials together.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>The best finished trial, by the first of several goals; null before one is finished.</summary>
    public string? Best { get; init; }

    /// <summary>The finished trials that no other beats in all goals.</summary>
    public IReadOnlyList<string> Front { get; init; } = [];

    /// <summary>The trials that have begun, the best first.</summary>
    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>What a reader must know about runs that were not all made alike.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public VersionsRecord? Versions { get; init; }

    public MachineRecord? Machine { get; init; }

    /// <summary>True where several goals make a front.</summary>
    [JsonIgnore]
    public bool HasFront => Goals.Count > 1;

    /// <summary>Reads the file of a sweep.</summary>
    /// <exception cref="UserException">It is damaged, or a later version of the program wrote it.</exception>
    public static SweepResult Read(string path) =>
        RecordJson.ReadVersion<SweepResult>(
            path,
            Schema,
            "Run the 'gs sweep' that made it again: it keeps the runs and writes the file."
        );

    /// <summary>Writes it into the directory of a sweep.</summary>
    public void Write(string root) => AtomicFile.WriteAllText(Path.Combine(root, FileName), RecordJson.Text(this));
}

/// <summary>A key that varies.</summary>
/// <param name="Key">Its path with dots.</param>
/// <param name="IsLog">True for a range by factors.</param>
internal sealed record SweptKey(string Key, bool IsLog)
{
    /// <summary>A list of values; null for a range.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The least value of a range.</summary>
    [Signed]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? From { get; init; }

    /// <summary>The largest.</summary>
    [Signed]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? To { get; init; }

    /// <summary>The last part of the path, or as many as tell it from the others.</summary>
    public string Short(IEnumerable<SweptKey> all)
    {
        var parts = Key.Split('.');
        var others = all.Where(other => other.Key != Key).Select(static other => other.Key).ToArray();
        for (var from = parts.Length - 1; from > 0; from--)
        {
            var tail = string.Join('.', parts[from..]);
            if (others.All(other => other != tail && !other.EndsWith("." + tail, StringComparison.OrdinalIgnoreCase)))
            {
                return tail;
            }
        }

        return Key;
    }
}

/// <summary>A score or cost that is to be good.</summary>
/// <param name="Name">Of the score, or the path of a number in <c>result.json</c>.</param>
/// <param name="LowerIsBetter">Which way.</param>
internal sealed record SweepGoal(string Name, bool LowerIsBetter);

/// <summary>What became of a trial.</summary>
internal enum TrialState
{
    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>Others were better at a rung. It is continued where it comes to be among the best.</summary>
    Stopped,

    /// <summary>It is on the way to a rung.</summary>
    Running,

    /// <summary>It has no score.</summary>
    Failed,
}

/// <summary>A trial that has begun.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Name">Of it and its run.</param>
/// <param name="State">What became of it.</param>
/// <param name="Updates">The generator's updates that count in its goals.</param>
internal sealed record TrialResult(int Number, string Name, TrialState State, int Updates)
{
    /// <summary>What it tries, in the order of the keys.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>The goals that are known of it, after its updates so far.</summary>
    public required IReadOnlyList<GoalValue> Goals { get; init; }

    /// <summary>The value of a goal; null where it is not known.</summary>
    public double? Of(string goal) => Goals.FirstOrDefault(value => value.Goal == goal)?.Value;

    /// <summary>The goals at each rung that it reached.</summary>
    public required IReadOnlyList<RungResult> Rungs { get; init; }

    /// <summary>The run directory, relative to the sweep's.</summary>
    public string? Directory { get; init; }

    /// <summary>Why it has no score, or came no further; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary>The goals of a trial at a rung.</summary>
/// <param name="Updates">The generator's updates.</param>
/// <param name="Goals">Those that are known there.</param>
internal sealed record RungResult(int Updates, IReadOnlyList<GoalValue> Goals);
