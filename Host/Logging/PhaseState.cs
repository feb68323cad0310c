using System.Globalization;

namespace GsFramework.Host.Logging;

/// <summary>How far a phase is, in words.</summary>
internal sealed class PhaseState(string name, int firstStep, TimeProvider clock)
{
    private readonly int _firstStep = firstStep;
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Name of the phase.</summary>
    public string Name { get; } = name;

    /// <summary>Steps done.</summary>
    public int Step { get; private set; } = firstStep;

    /// <summary>Steps of the phase.</summary>
    public int Steps { get; private set; }

    /// <summary>Its values, as <c>loss 0.531  sparsity 0.12</c>.</summary>
    public string Values { get; private set; } = "";

    /// <summary>The time since the first report.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>The time left at the mean pace since the first report; null before there is a pace.</summary>
    public TimeSpan? Left => Step <= _firstStep ? null : Elapsed / (Step - _firstStep) * Math.Max(0, Steps - Step);

    /// <summary>Takes over a report.</summary>
    public void Update(int step, int steps, IReadOnlyDictionary<string, double> values)
    {
        (Step, Steps) = (step, steps);
        Values = string.Join(
            "  ",
            values.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:G4}"))
        );
    }

    /// <summary>A time for people: <c>1h 02m</c>, <c>3m 20s</c>, <c>12s</c>.</summary>
    public static string Words(TimeSpan time) =>
        time switch
        {
            { TotalHours: >= 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)time.TotalHours}h {time.Minutes:00}m"
            ),
            { TotalMinutes: >= 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{time.Minutes}m {time.Seconds:00}s"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}s"),
        };
}
