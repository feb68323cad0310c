using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;

namespace GsFramework.Bench.Memory;

/// <summary>Memory over many updates as Markdown.</summary>
internal static class MemoryTables
{
    /// <summary>Some rows; the JSON file has all.</summary>
    public static string Of(MemoryResults results)
    {
        var text = new StringBuilder("| updates | MB | MACs |\n| ---: | ---: | ---: |\n");
        var every = Math.Max(1, results.Samples.Count / 10);
        foreach (var (place, sample) in results.Samples.Index())
        {
            if (place % every == 0 || place == results.Samples.Count - 1)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {sample.Step} | {sample.Megabytes:0} | {sample.MacRatio:0.0}x |\n"
                );
            }
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"\nSecond half: {results.GrowthInSecondHalf:+0.0;-0.0} MB for 1,000 updates.\n\n"
        );
        return $"{text}{MarkdownText.Place(results.Measured, results.Samples[^1].Step, "updates")}\n";
    }
}
