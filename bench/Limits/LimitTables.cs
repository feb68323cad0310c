using System.Globalization;
using System.Text;
using GsFramework.Bench.Results;

namespace GsFramework.Bench.Limits;

/// <summary>Limits as Markdown.</summary>
internal static class LimitTables
{
    /// <summary>The processor, then each network.</summary>
    public static string Of(LimitResults results)
    {
        var text = new StringBuilder();
        text.Append("| what libtorch reaches at most | |\n| --- | ---: |\n");
        text.Append(Invariant($"| product of matrices, fp32 | {results.Peaks.Fp32:0} GFLOP/s |\n"));
        text.Append(Invariant($"| product of matrices, bf16 | {results.Peaks.Bf16:0} GFLOP/s |\n"));
        text.Append(Invariant($"| memory, read and written | {results.Peaks.Bandwidth:0.0} GB/s |\n"));
        foreach (var network in results.Networks)
        {
            text.Append(Invariant($"\n### {network.Name}\n\n"));
            text.Append("| layer | count | ms forward, backward | FLOP a byte | allowed | forward | backward | ");
            text.Append("bf16 forward | backward | with casts, forward | backward |\n");
            text.Append("| --- |").Insert(text.Length, " ---: |", 10).Append('\n');
            foreach (var layer in network.Layers)
            {
                text.Append(
                    Invariant(
                        $"| {layer.Name} | {layer.Count} | {layer.Fp32.ForwardMs:0.00}, {layer.Fp32.BackwardMs:0.00} |"
                    )
                );
                text.Append(Invariant($" {layer.Intensity:0.0} | {layer.Bound:0} |"));
                text.Append(Reached(layer.Fp32)).Append(Reached(layer.Bf16)).Append(Reached(layer.CastBf16));
                text.Append('\n');
            }
        }

        text.Append(Invariant($"\nGFLOP/s. {MarkdownText.Place(results.Measured, results.Rounds)}\n"));
        return text.ToString();
    }

    private static string Reached(Reached reached) => Invariant($" {reached.Forward:0} | {reached.Backward:0} |");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
