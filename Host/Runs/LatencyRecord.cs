using System.Text.Json.Serialization;
using GsFramework.Core.Export.Onnx;

namespace GsFramework.Host.Runs;

/// <summary>How long the dense and the compact network of a run take as ONNX files in ONNX Runtime on the CPU, one
/// image at a time. All were timed in turn in one process, so that their ratios hold where the times
/// themselves do not.</summary>
internal sealed record LatencyRecord
{
    /// <summary>The name of the dense network in <see cref="Networks"/>.</summary>
    public const string Dense = "dense";

    /// <summary>The name of the compact one.</summary>
    public const string Compact = "compact";

    /// <summary>Rows of the image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the image.</summary>
    public required int Width { get; init; }

    /// <summary>Threads of one operation.</summary>
    public required int Threads { get; init; }

    /// <summary>Rounds that were counted, in each of which every file ran once.</summary>
    public required int Rounds { get; init; }

    /// <summary>The processor's name.</summary>
    public string? Processor { get; init; }

    /// <summary>The version of ONNX Runtime.</summary>
    public string? OnnxRuntime { get; init; }

    /// <summary>The networks in all forms, those of the dense one first.</summary>
    public required IReadOnlyList<TimedNetwork> Networks { get; init; }

    /// <summary>The time that pruning went by, and what came of it; absent where it went by something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PredictedLatency? Prediction { get; init; }

    /// <summary>The dense network in fp32, against which others are faster or slower; null where it was not
    /// timed.</summary>
    [JsonIgnore]
    public TimedNetwork? Reference =>
        Networks.FirstOrDefault(static network => network is { Network: Dense, Format: OnnxFormat.SingleName });

    /// <summary>The smallest file of the compact network that computes what was scored; null where there is
    /// none.</summary>
    [JsonIgnore]
    public TimedNetwork? Deployed =>
        Networks
            .Where(static network => network is { Network: Compact, ComputesModel: true })
            .MinBy(static network => network.Bytes);

}

/// <summary>The time of a network in one form.</summary>
/// <param name="Network"><c>dense</c> or <c>compact</c>.</param>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="MedianMs">The median over the rounds, in milliseconds.</param>
/// <param name="P95Ms">95 % of the rounds took at most that many milliseconds.</param>
/// <param name="LeastMs">The shortest, in milliseconds.</param>
internal sealed record TimedNetwork(
    string Network,
    string Format,
    long Bytes,
    double MedianMs,
    double P95Ms,
    double LeastMs
)
{
    /// <summary>How many times faster it is than the dense network in fp32: the median of the ratios of each round, in
    /// which what slowed the machine down has slowed both; null where that was not timed.</summary>
    public double? TimesFaster { get; init; }

    /// <summary>False where the file computes another network than the MODEL that was scored, as one does whose ranges
    /// were calibrated after training; null for the dense network, of which that is not asked.</summary>
    public bool? ComputesModel { get; init; }
}
