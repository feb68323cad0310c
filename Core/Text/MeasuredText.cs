using System.Globalization;

namespace GsFramework.Core.Text;

/// <summary>
/// A measured number as text, the same in terminal, page and Markdown. An error has two significant digits, and the
/// number ends where its error does: 0.0515 ± 0.0011. Without an error a number has four. Below 0.001 and from a
/// million on there is a power of ten: (1.73 ± 0.54)×10⁻⁵.
/// </summary>
internal static class MeasuredText
{
    /// <summary>A number that was not measured.</summary>
    public const string Unknown = "–";

    private const int Digits = 4;
    private const int ErrorDigits = 2;

    private const int LeastPower = -3;
    private const int LeastPowerOfLarge = 6;

    // What is smaller, compared with the number, comes from rounding and measures nothing.
    private const double Noise = 1e-12;

    /// <summary>A number with its error, where there is one.</summary>
    public static string Of(double? value, double? error = null) =>
        value is not { } number ? Unknown
        : !double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture)
        : error is not { } known || !double.IsFinite(known) ? Write(number, null, Place(number, Digits), "F")
        : known <= Noise * Math.Abs(number) ? Write(number, 0, Place(number, Digits), "F")
        : Write(number, known, LastPlace(known, ErrorDigits), "F");

    /// <summary>At most that many digits, without zeros at the end, for what is only about right.</summary>
    public static string About(double? value, int digits = 3) =>
        value is not { } number ? Unknown
        : !double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture)
        : Write(number, null, Place(number, digits), "#");

    // No digit before the point is made up to be 0, but of what has a power of ten.
    private static int Place(double value, int digits)
    {
        var place = LastPlace(value, digits);
        return place + digits > LeastPowerOfLarge ? place : Math.Min(place, 0);
    }

    /// <summary>The power of ten of the last of a number of significant digits.</summary>
    private static int LastPlace(double value, int digits)
    {
        if (value == 0)
        {
            return 0;
        }

        var place = (int)Math.Floor(Math.Log10(Math.Abs(value))) - digits + 1;

        // 0.0996 has the two digits 0.10, not 0.100.
        return Length(Units(value, place)) > digits ? place + 1 : place;
    }

    private static string Write(double value, double? error, int place, string format)
    {
        var (units, errorUnits) = (Units(value, place), Units(error ?? 0, place));
        var power = place + Length(Math.Max(Math.Abs(units), errorUnits)) - 1;
        if ((units == 0 && errorUnits == 0) || power is >= LeastPower and < LeastPowerOfLarge)
        {
            power = 0;
        }

        var mantissa = Mantissa(units) + (error is null ? "" : $" ± {(error == 0 ? "0" : Mantissa(errorUnits))}");
        return power == 0 ? mantissa : $"{(error is null ? mantissa : $"({mantissa})")}×10{Superscript(power)}";

        string Mantissa(double number)
        {
            var decimals = Math.Max(0, power - place);
            return (number * Math.Pow(10, place - power))
                .ToString(
                    format == "F" ? $"F{decimals}" : "0." + new string('#', decimals),
                    CultureInfo.InvariantCulture
                )
                .Replace('-', '−');
        }
    }

    // Whole, and never the zero with a sign.
    private static double Units(double value, int place) =>
        Math.Round(value * Math.Pow(10, -place), MidpointRounding.AwayFromZero) + 0.0;

    private static int Length(double units) => Math.Abs(units).ToString("F0", CultureInfo.InvariantCulture).Length;

    private static string Superscript(int power) =>
        string.Concat(
            power.ToString(CultureInfo.InvariantCulture).Select(static letter =>
                letter == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter - '0']
            )
        );
}
