using System.Globalization;
using GsFramework.Graph;

namespace GsFramework.Core.Composition.Parts;

/// <summary>How much larger a network's output is than its input, the same in both directions: 2 for x2
/// super-resolution, 1/2 for a network that halves.</summary>
/// <param name="Numerator">In lowest terms.</param>
/// <param name="Denominator">In lowest terms; an image with sides that are multiples of it has outputs of whole
/// pixels.</param>
internal sealed record SizeRatio(int Numerator, int Denominator)
{
    // What a tampered file claims is not to take all memory.
    private const int Most = 1024;

    /// <summary>Outputs are as large as inputs.</summary>
    public static SizeRatio One { get; } = new(1, 1);

    /// <summary>The ratio of two sides of at least 1.</summary>
    public static SizeRatio Of(int output, int input)
    {
        var (divisor, rest) = (output, input);
        while (rest != 0)
        {
            (divisor, rest) = (rest, divisor % rest);
        }

        return new SizeRatio(output / divisor, input / divisor);
    }

    /// <summary>Reads what <see cref="ToString"/> writes; null for anything else.</summary>
    public static SizeRatio? Read(string text)
    {
        static int? Number(string part) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= Most
                ? number
                : null;
        return text.Split('/') switch
        {
            [var whole] when Number(whole) is { } numerator => new SizeRatio(numerator, 1),
            [var over, var under] when Number(over) is { } numerator && Number(under) is { } denominator => Of(
                numerator,
                denominator
            ),
            _ => null,
        };
    }

    /// <summary>The output's side; rounded up where the input's is no multiple of the denominator.</summary>
    public int Of(int side) => (int)((((long)side * Numerator) + Denominator - 1) / Denominator);

    /// <summary>The output's size, rounded up likewise.</summary>
    public ImageSize Of(ImageSize size) => new(Of(size.Height), Of(size.Width));

    /// <summary>True where the output of an input of this size has whole pixels.</summary>
    public bool Divides(ImageSize size) => size.Height % Denominator == 0 && size.Width % Denominator == 0;

    /// <summary>True where an output is in this ratio to its input.</summary>
    public bool Holds(ImageSize input, ImageSize output) => Divides(input) && output == Of(input);

    /// <inheritdoc/>
    public override string ToString() =>
        Denominator == 1
            ? Numerator.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
