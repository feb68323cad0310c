using GsFramework.Data;

namespace GsFramework.Host.Evaluation;

/// <summary>The images of one split that are compared.</summary>
internal sealed record ScoredImages
{
    /// <summary>The split's name in the results.</summary>
    public required string Split { get; init; }

    /// <summary>The outputs of the network that is judged.</summary>
    public required IImageDataset Student { get; init; }

    /// <summary>The outputs of the dense teacher for the same inputs in the same order, or null when there is
    /// none.</summary>
    public IImageDataset? Teacher { get; init; }

    /// <summary>The true translations of some or all inputs, found by name, or null when there are none.</summary>
    public IImageDataset? Truth { get; init; }

    /// <summary>Real images of the target domain for KID and FD. They should show other things than
    /// <see cref="Truth"/>: a distance to the very answers would reward copying them, and be 0 for them.</summary>
    public required IImageDataset Targets { get; init; }

    /// <summary>The split of <see cref="Targets"/>.</summary>
    public string TargetSplit { get; init; } = "train";

    /// <summary>How the images came to their size, or null when nobody says.</summary>
    public string? Resize { get; init; }
}
