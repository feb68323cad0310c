using System.Text.Json.Serialization;

namespace GsFramework.Host.Benchmarking;

/// <summary>What was measured of a model in one form; also an entry of <c>--json</c>, where fields may be added but
/// never renamed.</summary>
internal sealed record BenchmarkRow
{
    /// <summary>The model, as it was given.</summary>
    public required string Model { get; init; }

    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>How it is stored: a name of <c>gs export --format</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What ran it: torchsharp or onnxruntime.</summary>
    public required string Provider { get; init; }

    /// <summary>How libtorch computed: native, repaired or reference; null where it did not.</summary>
    public string? Arithmetic { get; init; }

    /// <summary>The model of the processor, or null where the system does not say.</summary>
    public string? Processor { get; init; }

    /// <summary>Threads of one operation.</summary>
    public required int Threads { get; init; }

    /// <summary>The median time of a batch in milliseconds.</summary>
    public required double MedianMs { get; init; }

    /// <summary>95 % of the batches took at most that many milliseconds.</summary>
    public required double P95Ms { get; init; }

    /// <summary>The shortest time of a batch in milliseconds.</summary>
    public required double LeastMs { get; init; }

    /// <summary>The milliseconds of each counted round.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> RoundsMs { get; init; } = [];

    /// <summary>Bytes on the disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>Multiply-accumulates (exact rule) of a batch, or null where that is not known.</summary>
    public long? Macs { get; init; }

    /// <summary>Multiply-accumulates a second, at the median time.</summary>
    public double? MacsPerSecond => Macs / (MedianMs / 1000);

    /// <summary>How much physical memory a process of its own took at its peak to open and run the model, beyond what
    /// it had with libtorch and plugins loaded; null where it was not measured.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Rounds that were counted.</summary>
    public required int Runs { get; init; }

    /// <summary>Images in a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of an image.</summary>
    public required int Width { get; init; }

    /// <summary>False where the file computes another network than its model, such as that without its quantisers; null
    /// where that was not compared.</summary>
    public bool? ComputesModel { get; init; }

    /// <summary>The format of the same model with whose output this one's was compared; null for that one
    /// itself.</summary>
    public string? ComparedWith { get; init; }

    /// <summary>The largest difference to it, of values in [-1, 1].</summary>
    public double? MaxAbsDifference { get; init; }

    /// <summary>The mean difference to it.</summary>
    public double? MeanAbsDifference { get; init; }

    /// <summary>False when the output has NaN or infinite values.</summary>
    public required bool Finite { get; init; }
}
