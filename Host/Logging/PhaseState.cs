using System.Globalization;

namespace GsFramework.Host.Logging;

/// <summary>How far a phase is, in words.</summary>
internal sealed class PhaseState(string name, int firstStep, TimeProvider clock)
{
    private readonly int _firstStep = firstStep;
    private readonly long _start = clock.GetTimestamp();
    private int _later;

    /// <summary>Name of the phase.</summary>
    public string Name { get; } = name;

    /// <summary>True for work beside the trainings, which leaves no line.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; } = firstStep;

    /// <summary>Steps of the phase.</summary>
    public int Steps { get; private set; }

    /// <summary>What there is to tell, such as <c>MACs 2.1x of 4x</c>, the most important first.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    /// <summary>The time since the first report.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>The time left at the mean pace since the first report; null before there is a pace.</summary>
    public TimeSpan? Left => Time(Math.Max(0, Steps - Step));

    /// <summary>How far it is: <c>slim 120/400</c>.</summary>
    public string Title => $"{Name} {Step}/{Steps}";

    /// <summary>Takes over a report.</summary>
    public void Update(int step, int steps, IReadOnlyList<string> words, int later = 0) =>
        (Step, Steps, Words, _later) = (step, steps, words, later);

    /// <summary>The time left in words: <c>3m 20s left</c>, <c>3m 20s left, 8m 10s in all</c>; null before there is a
    /// pace.</summary>
    public string? LeftInWords() =>
        Left is not { } left ? null
        : _later > 0 && Time(_later) is { } more ? $"{InWords(left)} left, {InWords(left + more)} in all"
        : $"{InWords(left)} left";

    /// <summary>A time for people: <c>1h 02m</c>, <c>3m 20s</c>, <c>12s</c>.</summary>
    public static string InWords(TimeSpan time) =>
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

    private TimeSpan? Time(int steps) => Step <= _firstStep ? null : Elapsed / (Step - _firstStep) * steps;
}
