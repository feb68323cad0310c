using System.Globalization;
using System.Text;

namespace GsFramework.Host.Planning;

/// <summary>A forecast in words.</summary>
internal static class ForecastText
{
    private const double Minute = 60;
    private const double Hour = 60 * Minute;
    private const double Day = 24 * Hour;

    /// <summary>One line: <c>About 2 h 40 min, 3.1 GB of memory, 210 MB on disk; 81 % is finetune.</c></summary>
    public static string Line(Forecast forecast) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"About {Time(forecast.Seconds)}, {Bytes(forecast.PeakMemoryBytes)} of memory, {Bytes(forecast.DiskBytes)} "
                + $"on disk; {100 * forecast.Share(forecast.Longest.Seconds):F0} % is {forecast.LongestPhase}."
        );

    /// <summary>The line, each phase with the work that takes most of it, and what was assumed.</summary>
    public static string Page(Forecast forecast)
    {
        var text = new StringBuilder();
        text.AppendLine(Line(forecast)).AppendLine();
        var width = forecast.Phases.Max(static phase => phase.Name.Length);
        var times = forecast.Phases.Max(static phase => Time(phase.Seconds).Length);
        foreach (var phase in forecast.Phases)
        {
            text.AppendLine(
                string
                    .Create(
                        CultureInfo.InvariantCulture,
                        $"{phase.Name.PadRight(width)}  {Time(phase.Seconds).PadLeft(times)}  "
                            + $"{100 * forecast.Share(phase.Seconds),3:F0} %  {Work(phase)}"
                    )
                    .TrimEnd()
            );
        }

        text.AppendLine();
        foreach (var assumption in forecast.Assumptions)
        {
            text.AppendLine(assumption);
        }

        return text.Append(Invariant($"The trial took {Time(forecast.TrialSeconds)}; nothing of it is kept."))
            .ToString();
    }

    /// <summary>A time as one says it: <c>45 s</c>, <c>12 min</c>, <c>2 h 40 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Time(double seconds) =>
        seconds < 9.95 ? Invariant($"{seconds:0.#} s")
        : seconds < 1.5 * Minute ? Invariant($"{seconds:F0} s")
        : seconds < 9.75 * Minute ? Invariant($"{seconds / Minute:0.#} min")
        : seconds < 59.5 * Minute ? Invariant($"{seconds / Minute:F0} min")
        : seconds < Day ? Two(seconds + (Minute / 2), Hour, "h", Minute, "min")
        : Two(seconds + (Hour / 2), Day, "d", Hour, "h");

    /// <summary>Bytes with a unit of powers of 1000: <c>3.1 GB</c>.</summary>
    public static string Bytes(long bytes) =>
        bytes switch
        {
            >= 999_500_000 => Invariant($"{bytes / 1e9:F1} GB"),
            >= 999_500 => Invariant($"{bytes / 1e6:F0} MB"),
            _ => Invariant($"{bytes / 1e3:F0} kB"),
        };

    // What is less than a hundredth of its phase says nothing.
    private static string Work(PhaseForecast phase) =>
        string.Join(
            ", ",
            phase
                .Work.Where(work => work.Seconds >= 0.01 * phase.Seconds)
                .Take(3)
                .Select(static work => Invariant($"{work.Units:F0} {work.Name} {Time(work.Seconds)}"))
        );

    private static string Two(double seconds, double large, string ofLarge, double small, string ofSmall)
    {
        var (first, second) = ((int)(seconds / large), (int)(seconds % large / small));
        return second == 0 ? Invariant($"{first} {ofLarge}") : Invariant($"{first} {ofLarge} {second} {ofSmall}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
