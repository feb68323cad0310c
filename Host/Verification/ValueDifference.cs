using System.Globalization;

namespace GsFramework.Host.Verification;

/// <summary>A number that a replay gave otherwise.</summary>
/// <param name="Place">A phase, or <c>result.json</c>.</param>
/// <param name="Step">The step of the phase; null in <c>result.json</c>.</param>
/// <param name="Name">The column, or the path of the number.</param>
/// <param name="Recorded">The text of the record; null where it has none.</param>
/// <param name="Replayed">That of the replay.</param>
internal sealed record ValueDifference(string Place, int? Step, string Name, string? Recorded, string? Replayed)
{
    /// <summary>|recorded − replayed|; infinite where one is missing or no number.</summary>
    public double Absolute =>
        Number(Recorded) is { } recorded && Number(Replayed) is { } replayed
            ? recorded == replayed
                ? 0
                : Math.Abs(recorded - replayed)
            : double.PositiveInfinity;

    /// <summary>The same, relative to the larger of the two.</summary>
    public double Relative =>
        Absolute is > 0 and < double.PositiveInfinity
            ? Absolute / Math.Max(Math.Abs(Number(Recorded)!.Value), Math.Abs(Number(Replayed)!.Value))
            : Absolute;

    public override string ToString()
    {
        var step = Step is { } number ? $", step {number}" : "";
        var relative = double.IsFinite(Relative)
            ? string.Create(CultureInfo.InvariantCulture, $", relative difference {Relative:0.0E-0}")
            : "";
        return $"{Place}{step}, {Name}: recorded {Recorded ?? "nothing"}, replayed {Replayed ?? "nothing"}{relative}";
    }

    private static double? Number(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
