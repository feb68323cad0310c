using System.Globalization;

namespace GsFramework.Parts;

/// <summary>The value of an option that is a whole number, or the word <c>auto</c>, which leaves the number to the
/// program.</summary>
/// <param name="Number">The number; null for <c>auto</c>.</param>
public readonly record struct IntegerOrAuto(int? Number)
{
    /// <summary>How <see cref="Auto"/> is written.</summary>
    public const string Word = "auto";

    /// <summary>Leaves the number to the program.</summary>
    public static IntegerOrAuto Auto => default;

    /// <summary>True where the number is left to the program.</summary>
    public bool IsAuto => Number is null;

    /// <summary>A number.</summary>
    public static implicit operator IntegerOrAuto(int number) => new(number);

    /// <summary>A number; the same as the conversion.</summary>
    public static IntegerOrAuto FromInt32(int number) => number;

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? Word;
}
