using System.Globalization;

namespace GsFramework.Tests;

/// <summary>Cultures that a machine without data of cultures has too.</summary>
internal static class Cultures
{
    /// <summary>One that writes 0,5 and 1.000.</summary>
    public static CultureInfo WithCommas { get; } = Make();

    private static CultureInfo Make()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        culture.NumberFormat.NegativeSign = "~";
        return culture;
    }
}
