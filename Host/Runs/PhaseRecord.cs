using System.Text.Json.Serialization;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>What a finished phase notes in <c>state.json</c>.</summary>
internal sealed record PhaseRecord
{
    /// <summary>Wall-clock time, over interruptions.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time, over interruptions; null in notes of before it was measured.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Updates of the generator.</summary>
    public required int Steps { get; init; }

    /// <summary>max |masked - compact|, of an extraction.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxAbsDifference { get; init; }

    /// <summary>Which network was kept, of fine-tuning.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeptResult? Kept { get; init; }

    /// <summary>What was warned of since the phase before; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The SHA-256 of each file that later phases read, by its path in the run directory; null in notes of
    /// earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Both times.</summary>
    [JsonIgnore]
    public Elapsed Time => new(Seconds, CpuSeconds ?? 0);

    /// <summary>The record of a phase.</summary>
    public static PhaseRecord Of(Elapsed time, int steps) =>
        new()
        {
            Seconds = time.Seconds,
            CpuSeconds = time.CpuSeconds,
            Steps = steps,
        };
}

/// <summary>How far the search of a method is.</summary>
/// <param name="Seconds">Wall-clock time, over interruptions.</param>
/// <param name="CpuSeconds">Processor time, likewise.</param>
internal sealed record SearchRecord(double Seconds, double CpuSeconds)
{
    /// <summary>What a round is called.</summary>
    public string? Round { get; init; }

    /// <summary>The first round whose values can be compared with those of later ones.</summary>
    public int? FirstComparable { get; init; }
}

/// <summary>What <c>training.budget</c> leaves for fine-tuning, decided when it begins.</summary>
/// <param name="FineTuneSteps">Updates.</param>
/// <param name="CpuSecondsPerStep">The time by which they were planned; null where the budget is a number of
/// updates.</param>
internal sealed record BudgetRecord(int FineTuneSteps, double? CpuSecondsPerStep);

/// <summary>What the training of a teacher notes at its end.</summary>
internal sealed record TeacherRecord
{
    public required string Name { get; init; }

    public required int Steps { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The steps after which the weights that were kept were measured.</summary>
    public int? KeptStep { get; init; }

    public IReadOnlyList<string> UnreadableImages { get; init; } = [];

    /// <summary>By what the weights were chosen; null where the last ones were kept.</summary>
    public ValidationRecord? Validation { get; init; }
}

/// <summary>A validation score.</summary>
/// <param name="Score">Its name.</param>
/// <param name="Value">Its best value; null where there was none.</param>
internal sealed record ValidationRecord(string Score, [property: Signed] double? Value);
