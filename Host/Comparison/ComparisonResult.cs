using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GsFramework.Host.Comparison;

/// <summary>The content of <c>comparison.json</c>. Fields may be added, never renamed.</summary>
internal sealed record ComparisonResult
{
    public int SchemaVersion { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>How to make it again.</summary>
    public required string Command { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Wall-clock seconds of all runs together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor seconds of all runs together.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>What every run could spend.</summary>
    public required ComparisonBudget? Budget { get; init; }

    /// <summary>True for a few steps that only try whether everything runs.</summary>
    public required bool Smoke { get; init; }

    /// <summary>What a reader must know about runs that were not all made alike.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required JsonObject Versions { get; init; }

    public required JsonObject Machine { get; init; }

    public required string Reference { get; init; }

    public required IReadOnlyList<double> Ratios { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    public required double Tolerance { get; init; }

    /// <summary>The scores that come first.</summary>
    public required IReadOnlyList<string> PrimaryMetrics { get; init; }

    public required IReadOnlyList<MethodSummary> Methods { get; init; }

    /// <summary>The mean over seeds of every method at every ratio.</summary>
    public required IReadOnlyList<ComparisonRow> Summary { get; init; }

    /// <summary>What every run of the table left in its <c>result.json</c>, and what it was for.</summary>
    public required IReadOnlyList<JsonObject> Runs { get; init; }

    /// <summary>The same of the first halves of methods that have two.</summary>
    public required IReadOnlyList<JsonObject> FirstHalves { get; init; }

    public required IReadOnlyList<RunFailure> Failures { get; init; }
}

/// <summary>A budget.</summary>
/// <param name="Kind"><c>updates</c> or <c>cpu-seconds</c>.</param>
/// <param name="Value">How much.</param>
internal sealed record ComparisonBudget(string Kind, double Value);

/// <summary>A method as it was compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Settings">What it changes of the base configuration.</param>
/// <param name="From">The method that it begins with, or null.</param>
internal sealed record MethodSummary(string Name, string Summary, IReadOnlyList<string> Settings, string? From);

/// <summary>A run without a result.</summary>
internal sealed record RunFailure(string Run, string Reason);

/// <summary>A method at a ratio, over its seeds.</summary>
internal sealed record ComparisonRow
{
    public required string MethodName { get; init; }

    public required double? Ratio { get; init; }

    /// <summary>How many seeds there are results of.</summary>
    public required int Seeds { get; init; }

    public required double Macs { get; init; }

    /// <summary>The teacher's.</summary>
    public required double DenseMacs { get; init; }

    /// <summary>The teacher's multiply-accumulates / the mean of the method's.</summary>
    public required double MacRatio { get; init; }

    /// <summary>The largest deviation of a run from the target, as a part of it; null where there is no target.</summary>
    public required double? LargestDeviation { get; init; }

    public required double Bytes { get; init; }

    /// <summary>The teacher's.</summary>
    public required double DenseBytes { get; init; }

    /// <summary>The bytes of the teacher's weight file / the mean of the method's.</summary>
    public required double ByteRatio { get; init; }

    public required double Parameters { get; init; }

    /// <summary>Updates of the generator: slimming and fine-tuning, those of a method that this one begins with among them.</summary>
    public required double Updates { get; init; }

    /// <summary>Processor seconds of slimming or search and fine-tuning, those of a method that this one begins with among them.</summary>
    public required double TrainingCpuSeconds { get; init; }

    public required IReadOnlyList<ComparedScore> Scores { get; init; }
}

/// <summary>A score of a method over its seeds.</summary>
internal sealed record ComparedScore
{
    public required string Metric { get; init; }

    public required bool LowerIsBetter { get; init; }

    /// <summary>The teacher's, where it has one.</summary>
    public required double? Dense { get; init; }

    public required double Mean { get; init; }

    /// <summary>Of the mean, over seeds; null for one seed.</summary>
    public required double? StandardError { get; init; }

    /// <summary>By seed, in ascending order of the seeds.</summary>
    public required IReadOnlyList<double> PerSeed { get; init; }

    /// <summary>Against the reference method at the same ratio; absent for that itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PairedTest? VersusReference { get; init; }
}
