using System.Globalization;
using GsFramework.Graph.Layers;

namespace GsFramework.Core.Import;

/// <summary>The values that stand for black and white.</summary>
/// <param name="Low">Black.</param>
/// <param name="High">White.</param>
internal readonly record struct ValueRange(double Low, double High)
{
    /// <summary>[-1, 1], that of every MODEL.</summary>
    public static ValueRange Signed => new(-1, 1);

    /// <summary>The map from [-1, 1], or null where nothing is to be done.</summary>
    public LinearMap? FromSigned =>
        this == Signed ? null : new LinearMap((High - Low) / 2, (High + Low) / 2);

    /// <summary>The map to [-1, 1], or null where nothing is to be done.</summary>
    public LinearMap? ToSigned =>
        this == Signed ? null : new LinearMap(2 / (High - Low), -(High + Low) / (High - Low));

    /// <summary>Reads <c>LOW,HIGH</c>.</summary>
    /// <returns>The range, or null when the text is none.</returns>
    public static ValueRange? Parse(string text)
    {
        var parts = text.Split(',');
        return
            parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var low)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var high)
            && double.IsFinite(low)
            && double.IsFinite(high)
            && low < high
            ? new ValueRange(low, high)
            : null;
    }
}
