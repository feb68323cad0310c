namespace GsFramework.Core.Interchange.Importing;

/// <summary>What became of a tensor.</summary>
internal enum ImportStatus
{
    /// <summary>A tensor of the checkpoint is a parameter of the network.</summary>
    Matched,

    /// <summary>The checkpoint's norm has no scale and shift; the network's gets γ = 1, β = 0, which is the same
    /// function.</summary>
    Filled,

    /// <summary>Statistics that an instance norm does not use.</summary>
    Dropped,

    /// <summary>The network has the parameter, the checkpoint does not.</summary>
    Missing,

    /// <summary>The checkpoint has the tensor, the network does not.</summary>
    Unexpected,

    /// <summary>Both have it, in different shapes or as something that is no weight.</summary>
    Mismatched,
}

/// <summary>A tensor of the checkpoint, of the network, or of both.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Name">Its name in the network, or null.</param>
/// <param name="Shape">Its shape there.</param>
/// <param name="CheckpointName">Its name in the checkpoint, or null.</param>
/// <param name="CheckpointShape">Its shape there.</param>
/// <param name="CheckpointType">The type of its elements there.</param>
internal sealed record ImportRow(
    ImportStatus Status,
    string? Name,
    IReadOnlyList<long>? Shape,
    string? CheckpointName,
    IReadOnlyList<long>? CheckpointShape,
    string? CheckpointType
)
{
    /// <summary>True when the checkpoint is not one of the network because of it.</summary>
    public bool IsFault => Status is ImportStatus.Missing or ImportStatus.Unexpected or ImportStatus.Mismatched;
}
