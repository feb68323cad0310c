using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;

namespace GsFramework.Bench.Scaling;

/// <summary>Time and memory against size as Markdown.</summary>
internal static class ScalingTables
{
    /// <summary>All of them.</summary>
    public static string Of(ScalingResults results)
    {
        var text = new StringBuilder();
        text.Append("| | value | ms | MB |\n| --- | ---: | ---: | ---: |\n");
        foreach (var series in results.Series)
        {
            foreach (var point in series.Points)
            {
                var time = point.Milliseconds;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {series.Quantity} | {point.Value} | {time.Median:0.0} ({time.Lower:0.0} to {time.Upper:0.0}) "
                );
                text.Append(CultureInfo.InvariantCulture, $"| {point.Megabytes:0} |\n");
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"| **exponent of {series.Quantity}** | | {series.TimeExponent:0.00} | {series.MemoryExponent:0.00} |\n"
            );
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Place(results.Measured, results.Rounds)}\n")
            .ToString();
    }
}
