using System.Globalization;

namespace GsFramework.ChannelPruning;

/// <summary>How a cost is called and written.</summary>
/// <param name="Name">The key of the target, and the name of the value in <c>metrics.csv</c>.</param>
/// <param name="Short">What stands behind a number.</param>
/// <param name="Verb">As in "the file has 3 bytes" and "the file takes 3 ms".</param>
/// <param name="Decimals">Digits behind the point.</param>
internal sealed record CostUnit(string Name, string Short, string Verb, int Decimals)
{
    /// <summary>Those of a file.</summary>
    public static CostUnit Bytes { get; } = new("bytes", "bytes", "has", 0);

    /// <summary>Those of an image.</summary>
    public static CostUnit Milliseconds { get; } = new("milliseconds", "ms", "takes", 3);

    /// <summary>The next number that can be written, upwards.</summary>
    public double Up(double value) =>
        Math.Ceiling(value * Math.Pow(10, Decimals) * (1 - 1e-12)) / Math.Pow(10, Decimals);

    /// <summary>A number, as in 3,000,000 or 3.25.</summary>
    public string Number(double value) =>
        value.ToString($"#,0.{new string('#', Decimals)}", CultureInfo.InvariantCulture);

    /// <summary>A number with its unit.</summary>
    public string Text(double value) => $"{Number(value)} {Short}";
}
