using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;
using GsFramework.Host.Launching;

namespace GsFramework.Host.Sweeping;

/// <summary>A trial of a sweep that has begun: its values, and how far it was taken. A file in
/// <c>trials/</c>.</summary>
internal sealed record SweptTrial
{
    private const string ConfigurationKey = "configuration";
    private const string Remedy = "Restore it, or begin the sweep again in another folder.";

    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>What it tries, in the order of the sweep's keys.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>All that it is configured with; null where its values do not go together.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Configuration { get; init; }

    /// <summary>SHA-256 of that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>The ways to rungs that were begun, in order.</summary>
    public IReadOnlyList<TrialWay> Ways { get; init; } = [];

    /// <summary>The last of them.</summary>
    [JsonIgnore]
    public TrialWay Last => Ways[^1];

    /// <summary>True where a process is, or was, on the way to a rung.</summary>
    [JsonIgnore]
    public bool IsOpen => !Last.IsOver;

    /// <summary>The name of a trial, and of its run.</summary>
    public static string NameOf(int number) => $"trial-{number:D4}";

    /// <summary>The folder of the files.</summary>
    public static string FolderIn(string root) => Path.Combine(root, "trials");

    /// <summary>The trials that have begun, by their numbers.</summary>
    /// <exception cref="UserException">A file is damaged.</exception>
    public static IReadOnlyList<SweptTrial> ReadAll(string root)
    {
        var folder = new DirectoryInfo(FolderIn(root));
        return folder.Exists
            ?
            [
                .. folder
                    .EnumerateFiles("trial-*.json")
                    .Select(static file => Read(file.FullName))
                    .OrderBy(static trial => trial.Number),
            ]
            : [];
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="UserException">It cannot be written.</exception>
    public void Write(string root) =>
        AtomicFile.WriteAllText(Path.Combine(FolderIn(root), $"{NameOf(Number)}.json"), RecordJson.Text(this));

    /// <summary>Its line of the plan, with its own configuration.</summary>
    public PlannedTask Of(PlannedTask planned) =>
        Configuration is null ? planned : planned with { Configuration = Configuration, Sha256 = Sha256! };

    /// <summary>True where its scores are known and its run is not there any more.</summary>
    public bool IsGone(string root) =>
        Last.Goals is not null && !Directory.Exists(Path.Combine(root, "runs", NameOf(Number)));

    /// <summary>The same with its last way changed.</summary>
    public SweptTrial With(TrialWay last) => this with { Ways = [.. Ways.SkipLast(1), last] };

    private static SweptTrial Read(string path)
    {
        var node = RecordJson.ReadObject(path, Remedy);

        // With its nulls, and no record, as in the plan.
        var configuration = node[ConfigurationKey] as JsonObject;
        node.Remove(ConfigurationKey);
        var trial = RecordJson.As<SweptTrial>(node, path, "", Remedy) with { Configuration = configuration };
        return trial.Ways.Count > 0 ? trial : throw RecordJson.Damaged(path, "'ways' is empty.", Remedy);
    }
}

/// <summary>What a trial has of a goal.</summary>
/// <param name="Goal">The goal's name.</param>
/// <param name="Value">As in <c>result.json</c>.</param>
internal sealed record GoalValue(string Goal, [property: Signed] double Value);

/// <summary>A way of a trial to a rung.</summary>
/// <param name="Rung">The rung, from 0.</param>
/// <param name="Updates">The generator's updates at its end.</param>
/// <param name="By">The task of the plan that takes it there.</param>
internal sealed record TrialWay(int Rung, int Updates, int By)
{
    /// <summary>The values of the goals at its end, as far as they are known there; null before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GoalValue>? Goals { get; init; }

    /// <summary>Why it came to no end; null where it did, or may.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>True where a goal of the sweep is none of the trial's scores: no other trial will have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LacksGoal { get; init; }

    /// <summary>The updates that were made in fact, where the run had others; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ended { get; init; }

    /// <summary>True where it needs no process any more.</summary>
    [JsonIgnore]
    public bool IsOver => Goals is not null || Failure is not null;
}
