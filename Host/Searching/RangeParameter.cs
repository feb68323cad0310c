using System.Globalization;
using GsFramework.Core.Data;

namespace GsFramework.Host.Searching;

/// <summary>A number from one to another. Its place is the number, or the logarithm of it.</summary>
internal sealed record RangeParameter(string Key, double From, double To) : SearchParameter(Key)
{
    // What a table can show; a range that is narrow for its numbers has more, so that they differ.
    private const int Digits = 6;
    private const int MostDigits = 17;

    private string[]? _steps;

    public bool IsLog { get; init; }

    public bool IsInteger { get; init; }

    /// <summary>Of a grid; null for all whole numbers.</summary>
    public int? Steps { get; init; }

    /// <summary>The lowest place. A whole number has the half before and behind it, so that its ends are as likely as
    /// the others.</summary>
    public double Low => Scaled(From - (IsInteger ? 0.5 : 0));

    /// <summary>The highest place.</summary>
    public double High => Scaled(To + (IsInteger ? 0.5 : 0));

    public override bool IsFinite => IsInteger;

    public override long GridCount =>
        Steps is not null ? StepValues.Length
        : IsInteger ? (long)To - (long)From + 1
        : throw new InvalidOperationException($"{Key} has no steps.");

    public override SearchParameter WithoutSteps => this with { Steps = null };

    // Whole numbers on a log scale may come twice.
    private string[] StepValues =>
        _steps ??=
        [
            .. Enumerable
                .Range(0, Steps!.Value)
                .Select(step => Scaled(From) + (step * (Scaled(To) - Scaled(From)) / (Steps.Value - 1)))
                .Select(Value)
                .Distinct(),
        ];

    public override string GridValue(long index) =>
        Steps is not null ? StepValues[index] : Text((long)From + index);

    public override string Draw(ref CounterRandom random) => Value(Low + (random.Share() * (High - Low)));

    public override double? Place(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= From
        && number <= To
            ? Scaled(number)
            : null;

    public override string Value(double place)
    {
        var value = IsLog ? Math.Exp(place) : place;
        return Text(Math.Clamp(IsInteger ? Math.Floor(value + 0.5) : Rounded(value), From, To));
    }

    public override ISearchDensity Density(IReadOnlyList<double> places) => new ParzenDensity(Low, High, places);

    private double Scaled(double value) => IsLog ? Math.Log(value) : value;

    private double Rounded(double value)
    {
        var shared = Math.Ceiling(Math.Log10(Math.Max(Math.Abs(From), Math.Abs(To)) / (To - From)));
        var digits = Math.Min(Digits + Math.Max(0, (int)shared), MostDigits);
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
