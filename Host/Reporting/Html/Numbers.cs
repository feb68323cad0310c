using System.Globalization;
using GsFramework.Core.Text;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Numbers as the pages write them.</summary>
internal static class Numbers
{
    private static readonly (double Size, string Unit)[] _units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    private const double SmallestProbability = 1e-4;

    /// <summary>A value that was not measured.</summary>
    public const string Unknown = MeasuredText.Unknown;

    /// <summary>All digits, in groups of three.</summary>
    public static string Whole(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>Three or four digits and a decimal prefix: 141.7 M.</summary>
    public static string Short(double? value, string unit = "")
    {
        if (value is not { } number)
        {
            return Unknown;
        }

        var (size, prefix) = _units.FirstOrDefault(candidate => Math.Abs(number) >= candidate.Size, (1, ""));
        var scaled = number / size;
        var digits =
            size == 1 ? "0"
            : Math.Abs(scaled) >= 99.95 ? "F1"
            : "F2";
        return $"{scaled.ToString(digits, CultureInfo.InvariantCulture)} {prefix}{unit}".TrimEnd();
    }

    /// <summary>How many times: 4.00×.</summary>
    public static string Times(double? ratio) =>
        ratio is { } value ? value.ToString(value >= 9.995 ? "F1" : "F2", CultureInfo.InvariantCulture) + "×" : Unknown;

    /// <summary>A score.</summary>
    public static string Score(double? value) => MeasuredText.Of(value);

    /// <summary>A score with its standard error, where there is one.</summary>
    public static string Score(double? value, double? error) => MeasuredText.Of(value, error);

    /// <summary>Two or three digits, for what is only about right.</summary>
    public static string About(double? value) => MeasuredText.About(value);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    /// <summary>A time: 41 s, 4 min 43 s, 2 h 5 min.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } value)
        {
            return Unknown;
        }

        // More than any clock has, which only a damaged record says.
        if (value >= TimeSpan.MaxValue.TotalSeconds)
        {
            return value.ToString("0.0E0", CultureInfo.InvariantCulture) + " s";
        }

        var time = TimeSpan.FromSeconds(Math.Round(value));
        return time switch
        {
            { TotalMinutes: < 1 } => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            _ => $"{(int)time.TotalHours} h {time.Minutes} min",
        };
    }

    /// <summary>A time in milliseconds, without the unit.</summary>
    public static string Milliseconds(double? value) =>
        value?.ToString(value < 100 ? "F2" : "F1", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A point in time: 2026-01-31 14:05 UTC; what is none, as it is.</summary>
    public static string? Date(DateTimeOffset? time) =>
        time is { } known
            ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC"
            : null;

    /// <summary>A number as short as it can be: 4, 2.5.</summary>
    public static string Plain(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A number in CSS.</summary>
    public static string Css(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The p of a test; what is very small, as a bound.</summary>
    public static string Probability(double? p) => p < SmallestProbability ? "< 0.0001" : About(p);

    /// <summary>The same with its letter: p = 0.03, p &lt; 0.0001.</summary>
    public static string Chance(double? p) =>
        Probability(p) is ['<', ..] and var bound ? $"p {bound}" : $"p = {Probability(p)}";
}
