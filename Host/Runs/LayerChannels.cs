using System.Text.Json.Serialization;

namespace GsFramework.Host.Runs;

/// <summary>A convolution before and after, and what it costs. Results of earlier versions have only the channels and
/// the MACs.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Dense">Output channels before.</param>
/// <param name="Compact">After; 0 where the layer is gone.</param>
/// <param name="DenseMacs">Multiply-accumulates for an image, by the exact rule.</param>
/// <param name="CompactMacs">After.</param>
internal sealed record LayerChannels(string Layer, int Dense, int Compact, long? DenseMacs, long? CompactMacs)
{
    /// <summary>The name of its kind in <c>graph.json</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Input channels before, those of one group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DenseInputs { get; init; }

    /// <summary>After.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CompactInputs { get; init; }

    /// <summary>Rows and columns of the kernel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Kernel { get; init; }

    /// <summary>Pixels between two places of the kernel; of a transposed convolution, how many times larger its output
    /// is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stride { get; init; }

    /// <summary>Rows and columns of the output.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? OutputSize { get; init; }

    /// <summary>Bytes of its tensors in the weight file before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DenseBytes { get; init; }

    /// <summary>After.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CompactBytes { get; init; }

    /// <summary>The scales γ of the norm behind it at the end of slimming; null where there is none, or nothing was
    /// slimmed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScaleHistogram? Scales { get; init; }
}

/// <summary>How the scales γ of a layer are distributed.</summary>
/// <param name="Zeros">How many are exactly 0.</param>
/// <param name="Largest">The largest |γ|.</param>
/// <param name="Counts">How many |γ| other than 0 are in each of equal parts between 0 and the largest.</param>
internal sealed record ScaleHistogram(int Zeros, double Largest, IReadOnlyList<int> Counts)
{
    private const int Parts = 16;

    /// <summary>Of some scales.</summary>
    public static ScaleHistogram Of(IEnumerable<float> scales)
    {
        var sizes = scales.Select(static scale => (double)Math.Abs(scale)).ToList();
        var largest = sizes.DefaultIfEmpty().Max();
        var counts = new int[Parts];
        foreach (var size in sizes.Where(static size => size > 0))
        {
            counts[Math.Min(Parts - 1, (int)(size / largest * Parts))]++;
        }

        return new ScaleHistogram(sizes.Count(static size => size == 0), largest, counts);
    }
}

/// <summary>A node of a network as it is drawn: a convolution, or a place where several outputs come together. What
/// is between is left out.</summary>
/// <param name="Name">Its name in <c>graph.json</c>.</param>
/// <param name="Kind">The name of its kind.</param>
/// <param name="Inputs">The drawn nodes from which its inputs come; the input of the network has the name
/// <c>input</c>.</param>
internal sealed record DrawnNode(string Name, string Kind, IReadOnlyList<string> Inputs);
