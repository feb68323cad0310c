using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;

namespace GsFramework.Bench.Waiting;

/// <summary>Ways to wait as Markdown.</summary>
internal static class WaitingTables
{
    /// <summary>A row for each.</summary>
    public static string Of(WaitingResults results)
    {
        var text = new StringBuilder();
        text.Append("| `GOMP_SPINCOUNT` | threads | one, ms | two at once, ms each ");
        text.Append("| two at once against in turn |\n");
        text.Append("| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var row in results.Rows)
        {
            var name = row.SpinCount?.ToString(CultureInfo.InvariantCulture) ?? "as the program sets it";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {row.Threads} | {Milliseconds(row.Alone)} | {Milliseconds(row.SideBySide)} "
            );
            text.Append(CultureInfo.InvariantCulture, $"| {row.Throughput:0.00}x |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Place(results.Measured, results.Rounds)}\n")
            .ToString();
    }

    private static string Milliseconds(Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.0} ({spread.Lower:0.0} to {spread.Upper:0.0})");
}
