using System.Globalization;
using System.Text.Json.Serialization;
using GsFramework.Graph;

namespace GsFramework.Host.Runs;

/// <summary>The time of the compact network that was predicted from a table of layers, and the one that was
/// measured.</summary>
/// <param name="Format">Of <c>gs export</c>.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="PredictedMs">What the table says.</param>
/// <param name="MedianMs">What was measured: the median, of the file by itself.</param>
internal sealed record PredictedLatency(
    string Format,
    int Height,
    int Width,
    int Threads,
    double PredictedMs,
    double MedianMs
)
{
    // What a prediction may be off before it is to be known.
    private const double MostOff = 0.1;

    /// <summary>The processor of the table, where it is another one than that of the measurement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OtherProcessor { get; init; }

    /// <summary>How much longer it takes than predicted, as a share.</summary>
    [JsonIgnore]
    public double Unforeseen => (MedianMs / PredictedMs) - 1;

    /// <summary>True where the prediction did not hold.</summary>
    [JsonIgnore]
    public bool IsFarOff => Math.Abs(Unforeseen) > MostOff;

    /// <summary>Both, in words.</summary>
    [JsonIgnore]
    public string Text
    {
        get
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"predicted {PredictedMs:F2} ms, measured {MedianMs:F2} ({100 * Unforeseen:+0.0;-0.0} %) for one image "
                    + $"of {new ImageSize(Height, Width)} with {Threads} thread{(Threads == 1 ? "" : "s")}, running by "
                    + $"itself"
            );
            return text
                + (IsFarOff ? ", more than 10 % apart" : "")
                + (OtherProcessor is null ? "" : $"; predicted for another processor, {OtherProcessor}");
        }
    }
}
