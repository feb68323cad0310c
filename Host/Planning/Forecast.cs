using System.Text.Json.Serialization;
using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>What a run is expected to take, from what a trial of it took.</summary>
internal sealed record Forecast
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>Wall-clock time of the run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time, over all threads.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>The most physical memory that its process takes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>The size of its directory when it is finished.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>The phase that takes longest.</summary>
    public required string LongestPhase { get; init; }

    /// <summary>What comes before the first phase, then the phases.</summary>
    public required IReadOnlyList<PhaseForecast> Phases { get; init; }

    /// <summary>What the forecast takes for granted, in sentences.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>How long the trial took.</summary>
    public required double TrialSeconds { get; init; }

    /// <summary>The phase that takes longest.</summary>
    [JsonIgnore]
    public PhaseForecast Longest => Phases.First(phase => phase.Name == LongestPhase);

    /// <summary>The share of the run's time that a phase takes.</summary>
    public double Share(double seconds) => Seconds > 0 ? seconds / Seconds : 0;
}

/// <summary>What a phase is expected to take.</summary>
/// <param name="Name">Its name, as in <c>state.json</c> and <c>gs resume --from</c>.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="CpuSeconds">Processor time.</param>
/// <param name="Work">The work of which it consists for the most part.</param>
internal sealed record PhaseForecast(
    string Name,
    double Seconds,
    double CpuSeconds,
    IReadOnlyList<WorkForecast> Work
)
{
    /// <summary>The forecast of a phase: its trial, and the work that the trial left out.</summary>
    /// <param name="phase">The phase as it was measured.</param>
    /// <param name="planned">How often the run does a work.</param>
    public static PhaseForecast Of(MeasuredPhase phase, Func<MeasuredWork, double> planned)
    {
        var (seconds, cpuSeconds) = (phase.Time.Seconds, phase.Time.CpuSeconds);
        var works = new List<WorkForecast>();
        foreach (var work in phase.Work)
        {
            var units = planned(work);
            seconds += (units - work.Units) * work.Unit.Seconds;
            cpuSeconds += (units - work.Units) * work.Unit.CpuSeconds;
            works.Add(new WorkForecast(work.Name, Math.Round(units), work.Unit.Seconds, units * work.Unit.Seconds));
        }

        return new PhaseForecast(
            phase.Name,
            Math.Max(0, seconds),
            Math.Max(0, cpuSeconds),
            [.. works.Where(static work => work.Units > 0).OrderByDescending(static work => work.Seconds)]
        );
    }
}

/// <summary>What work that is done again and again is expected to take.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Units">How often.</param>
/// <param name="UnitSeconds">The time of one.</param>
/// <param name="Seconds">The time of all.</param>
internal sealed record WorkForecast(string Name, double Units, double UnitSeconds, double Seconds);
