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

    public IReadOnlyList<int> Seeds { get; init; } = [];

    public IReadOnlyList<MethodRecord> Methods { get; init; } = [];

    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    public IReadOnlyList<SummaryRecord> Summary { get; init; } = [];

    public IReadOnlyList<string> PrimaryMetrics { get; init; } = [];
}

/// <summary>What every run was given.</summary>
/// <param name="Kind">Of what: updates, cpu-seconds.</param>
/// <param name="Value">How much.</param>
internal sealed record BudgetRecord(string Kind, double Value);

/// <summary>A method and the settings that make it.</summary>
internal sealed record MethodRecord(string Name, string? Summary, IReadOnlyList<string>? Settings);

/// <summary>A method at a ratio, over its seeds.</summary>
/// <param name="MethodName">The method.</param>
/// <param name="Ratio">How many times fewer MACs were asked for, or null.</param>
/// <param name="Macs">Of the compact network, mean.</param>
/// <param name="MacRatio">How many times fewer than the dense network's.</param>
/// <param name="Bytes">Of the compact network, mean.</param>
/// <param name="ByteRatio">How many times fewer than the dense network's.</param>
/// <param name="Scores">The scores.</param>
internal sealed record SummaryRecord(
    string MethodName, double? Ratio, double? Macs, double? MacRatio, double? Bytes, double? ByteRatio,
    IReadOnlyList<ScoreSummary>? Scores);

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
