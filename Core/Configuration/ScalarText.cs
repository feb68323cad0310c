using System.ComponentModel.DataAnnotations;
using System.Globalization;
using GsFramework.Core.Options;
using GsFramework.Core.Text;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>Values that stand in one word: their reading, their writing and their limits.</summary>
internal static class ScalarText
{
    /// <summary>Reads a value.</summary>
    /// <returns>The value, or why it is none.</returns>
    public static (object? Value, string? Fault) Read(string text, OptionType type)
    {
        var value = text[..Math.Min(1, text.Length)] == "\0" ? null : Parse(text, type);
        if (value is not null)
        {
            return (value, null);
        }

        var nearest = type.Form == OptionForm.Choice ? NearestName.Of(text, type.Choices) : null;
        return (
            null,
            $"expected {type.Describe()}, found {ConfigurationValues.Show(text)}"
                + (nearest is null ? "" : $"; did you mean '{nearest}'?")
        );
    }

    /// <summary>Why a value breaks the demands on its option, or null.</summary>
    /// <param name="value">The option's value, or an element of it.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="property">The option.</param>
    public static string? Fault(object value, OptionType type, OptionProperty property)
    {
        if (property.Range is { } range && !IsWithin(value, range))
        {
            return $"{Write(value)} is out of range; expected {type.Describe()} {Limits(property)}";
        }

        // Demands other than a range speak of a list as a whole.
        return type == property.Type ? UnmetDemand(value, property) : null;
    }

    /// <summary>Why a value breaks a demand other than its range, or null.</summary>
    public static string? UnmetDemand(object value, OptionProperty property) =>
        property.Demands.FirstOrDefault(demand => !demand.IsValid(value))?.FormatErrorMessage(property.Name);

    /// <summary>A range in words.</summary>
    public static string Limits(OptionProperty property) =>
        property.Range is { } range
            ? (range.MinimumIsExclusive ? "above " : "from ")
                + Limit(range.Minimum)
                + (range.MaximumIsExclusive ? " to below " : " to ")
                + Limit(range.Maximum)
            : "";

    /// <summary>A value as a configuration writes it.</summary>
    public static string Write(object value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            Enum choice => OptionType.ChoiceName(choice.ToString()),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    // The attribute's own check rounds a double to an int first where its limits are written as whole numbers.
    private static bool IsWithin(object value, RangeAttribute range)
    {
        var culture = CultureInfo.InvariantCulture;
        if (value is IntegerOrAuto { IsAuto: true })
        {
            return true;
        }

        var number = value is IntegerOrAuto { Number: { } whole } ? whole : Convert.ToDouble(value, culture);
        var (low, high) = (Convert.ToDouble(range.Minimum, culture), Convert.ToDouble(range.Maximum, culture));
        return (range.MinimumIsExclusive ? number > low : number >= low)
            && (range.MaximumIsExclusive ? number < high : number <= high);
    }

    private static string Limit(object limit) =>
        limit switch
        {
            double number and (>= 1e6 or <= -1e6 or (> -1e-3 and < 1e-3 and not 0)) => number.ToString(
                "0.###e0",
                CultureInfo.InvariantCulture
            ),
            _ => Write(limit),
        };

    private static object? Parse(string text, OptionType type)
    {
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        var culture = CultureInfo.InvariantCulture;
        return type.Form switch
        {
            OptionForm.Text => text,
            OptionForm.Word => new OptionWord(text),
            OptionForm.Flag => bool.TryParse(text, out var flag) ? flag : null,
            OptionForm.Integer when type.Type == typeof(int) => int.TryParse(text, Whole, culture, out var number)
                ? number
                : null,
            OptionForm.Integer => long.TryParse(text, Whole, culture, out var number) ? number : null,
            OptionForm.IntegerOrAuto when text.Equals(IntegerOrAuto.Word, StringComparison.OrdinalIgnoreCase) =>
                IntegerOrAuto.Auto,
            OptionForm.IntegerOrAuto => int.TryParse(text, Whole, culture, out var number)
                ? (IntegerOrAuto)number
                : null,
            OptionForm.Number => double.TryParse(text, NumberStyles.Float, culture, out var number)
            && double.IsFinite(number)
                ? Convert.ChangeType(number, type.Type, culture)
                : null,
            OptionForm.Choice => Enum.GetNames(type.Type)
                .Where(name => OptionType.ChoiceName(name).Equals(text, StringComparison.OrdinalIgnoreCase))
                .Select(name => Enum.Parse(type.Type, name))
                .FirstOrDefault(),
            _ => null,
        };
    }
}
