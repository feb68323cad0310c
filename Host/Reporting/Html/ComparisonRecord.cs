using System.Text.Json.Nodes;

namespace GsFramework.Host.Reporting.Html;

/// <summary>What <c>comparison.json</c> says. What it does not say is null or empty, and is left out of the page.</summary>
internal sealed record ComparisonRecord
{
    public string Name { get; init; } = "";

    public string? Command { get; init; }

    public string? CreatedAt { get; init; }

    public JsonObject? Machine { get; init; }

    public JsonObject? Versions { get; init; }

    public double? Seconds { get; init; }

    public double? CpuSeconds { get; init; }

    public BudgetRecord? Budget { get; init; }

    /// <summary>The method with which the others are compared.</summary>
    public string? Reference { get; init; }

    /// <summary>How far the MACs of a run may be from their target, as a part of it.</summary>
    public double? Tolerance { get; init; }

    /// <summary>True where the runs had a few steps only.</summary>
    public bool Smoke { get; init; }

    public IReadOnlyList<int> Seeds { get; init; } = [];

    public IReadOnlyList<MethodRecord> Methods { get; init; } = [];

    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    public IReadOnlyList<SummaryRecord> Summary { get; init; } = [];

    public IReadOnlyList<string> PrimaryMetrics { get; init; } = [];

    /// <summary>Runs that were planned and have no result.</summary>
    public IReadOnlyList<FailureRecord> Failures { get; init; } = [];
}

/// <summary>A run without a result.</summary>
internal sealed record FailureRecord(string Run, string? Reason);

/// <summary>What every run was given.</summary>
/// <param name="Kind">Of what: updates, cpu-seconds.</param>
/// <param name="Value">How much.</param>
internal sealed record BudgetRecord(string Kind, double Value);

/// <summary>A method and the settings that make it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Settings">What it changes of the configuration.</param>
/// <param name="From">The method whose result it begins with, or null.</param>
internal sealed record MethodRecord(string Name, string? Summary, IReadOnlyList<string>? Settings, string? From);

/// <summary>A method at a ratio, over its seeds.</summary>
/// <param name="MethodName">The method.</param>
/// <param name="Ratio">How many times fewer MACs were asked for, or null.</param>
/// <param name="Macs">Of the compact network, mean.</param>
/// <param name="MacRatio">How many times fewer than the dense network's.</param>
/// <param name="Bytes">Of the compact network, mean.</param>
/// <param name="ByteRatio">How many times fewer than the dense network's.</param>
/// <param name="Seeds">How many seeds there are results of.</param>
/// <param name="LargestDeviation">How far the MACs of a run are from their target at most, as a part of it.</param>
/// <param name="Updates">Of the generator.</param>
/// <param name="TrainingCpuSeconds">Processor time of slimming or search, and fine-tuning.</param>
/// <param name="Scores">The scores.</param>
internal sealed record SummaryRecord(
    string MethodName, double? Ratio, double? Macs, double? MacRatio, double? Bytes, double? ByteRatio, int? Seeds,
    double? LargestDeviation, double? Updates, double? TrainingCpuSeconds, IReadOnlyList<ScoreSummary>? Scores);

/// <summary>A score over seeds.</summary>
internal sealed record ScoreSummary(
    string Metric, bool LowerIsBetter, double? Dense, double? Mean, double? StandardError, PairedTest? VersusReference);

/// <summary>The paired t-test of a method against the reference, over seeds.</summary>
/// <param name="Difference">The method's score less the reference's, mean.</param>
/// <param name="StandardError">Of the difference.</param>
/// <param name="T">The statistic.</param>
/// <param name="DegreesOfFreedom">One less than the seeds.</param>
/// <param name="P">Two-sided.</param>
internal sealed record PairedTest(double? Difference, double? StandardError, double? T, double? DegreesOfFreedom, double? P);
