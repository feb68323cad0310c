using System.Text.Json.Serialization;
using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Graph;

namespace GsFramework.Host.Evaluation;

/// <summary>One row of <c>scores</c> in <c>result.json</c>.</summary>
/// <param name="Metric"><c>l1-teacher</c>, <c>psnr-teacher</c>, <c>l1-truth</c>, <c>psnr-truth</c>, <c>kid-…</c> or
/// <c>fd-…</c> with the feature network's name (<c>kid-mobilenetv2</c>), <c>ssim-…</c>,
/// <c>feature-distance-NETWORK-…</c>; a further network of the same name has a number behind it
/// (<c>kid-mobilenetv2-2</c>); <c>fid</c> for the network of the FID papers alone.</param>
/// <param name="Split">The split.</param>
/// <param name="Images">Outputs that were scored.</param>
/// <param name="Dense">The teacher's score; null where there is no teacher, and for the distances to the teacher, since
/// its distance to itself says nothing.</param>
/// <param name="Compact">The judged network's score.</param>
/// <param name="StandardError">Of <paramref name="Compact"/>, over images; null where it is not known (FD, very few
/// images).</param>
internal sealed record Score(
    string Metric,
    string Split,
    int Images,
    [property: Signed] double? Dense,
    [property: Signed] double Compact,
    double? StandardError
)
{
    /// <summary>Of <see cref="Dense"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DenseStandardError { get; init; }

    /// <summary>True where the two scores differ by less than twice the error of their difference: as many images
    /// cannot tell them apart. The errors count as independent, which for scores of the same images is more than the
    /// true error.</summary>
    [JsonIgnore]
    public bool IsWithinErrors =>
        Dense is { } dense
        && StandardError is { } error
        && DenseStandardError is { } denseError
        && Math.Abs(Compact - dense) <= 2 * Math.Sqrt((error * error) + (denseError * denseError));

    /// <summary>True where the compact network scores better than the dense one, beyond errors; false where worse; null
    /// where that cannot be said.</summary>
    [JsonIgnore]
    public bool? IsBetter =>
        IsWithinErrors || Dense is not { } dense || StandardError is null || DenseStandardError is null
            ? null
            : Compact < dense == ScoreDirection.LowerIsBetter(Metric);

    /// <summary>What a reader must know of a difference that is none; null where there is one, or it is not
    /// known.</summary>
    [JsonIgnore]
    public string? NoDifference => IsWithinErrors ? $"no difference that {Images} images can show" : null;

    /// <summary>The score of the true translations: what a perfect network would get, for KID and FD.</summary>
    [Signed]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Truth { get; init; }

    /// <summary>The standard deviation of <see cref="Compact"/> over KID's subsets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Spread { get; init; }

    /// <summary>KID's unbiased estimate of <see cref="Compact"/> from all images at once.</summary>
    [Signed]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Full { get; init; }

    /// <summary>Why the score should not be trusted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Caution { get; init; }

    /// <summary>How it was measured.</summary>
    public required ScoreProtocol Protocol { get; init; }
}

/// <summary>What someone else needs to measure the same.</summary>
/// <param name="Height">Of the images in pixels.</param>
/// <param name="Width">Of the images in pixels.</param>
internal sealed record ScoreProtocol(int Height, int Width)
{
    /// <summary>Of the images; null for red, green and blue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Channels { get; init; }

    /// <summary>The equation in words, with its constants.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Definition { get; init; }

    /// <summary>How the images of the run came to their size.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Resize { get; init; }

    /// <summary>What the feature network does with images before it looks at them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preparation { get; init; }

    /// <summary>The split of the real images on the other side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetSplit { get; init; }

    /// <summary>The feature network, its layer and a hash of its weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Features { get; init; }

    /// <summary>The layers whose feature maps are compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Layers { get; init; }

    /// <summary>Real images on the other side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Targets { get; init; }

    /// <summary>KID's subsets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Subsets { get; init; }

    /// <summary>Images of either side in a subset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SubsetSize { get; init; }

    /// <summary>Seed of the subsets.</summary>
    [Signed]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seed { get; init; }

    /// <summary>One line for people.</summary>
    /// <param name="split">The outputs' split.</param>
    /// <param name="images">The outputs' number.</param>
    public string Line(string split, int images) =>
        string.Join(
            ", ",
            new[]
            {
                Targets is null
                    ? $"{images} {split} images"
                    : $"{images} {split} images against {Targets} real {TargetSplit} images",
                $"{new ImageSize(Height, Width)}",
                Channels is { } channels ? ImageChannels.Text(channels) : null,
                Resize,
                Features,
                Layers is null ? null : $"maps {Layers}",
                Preparation,
                Subsets is null ? null : $"{Subsets} subsets of {SubsetSize}, seed {Seed}",
                Definition,
            }.Where(static part => !string.IsNullOrEmpty(part))
        );
}
