namespace GsFramework.Graph.Bands;

/// <summary>One pass over a layer's output, band by band.</summary>
/// <param name="Name">The layer, or <see cref="NetworkGraph.InputName"/>.</param>
/// <param name="IsStored">True when later passes read its map.</param>
/// <param name="IsWhole">True for a layer that is given its whole inputs, in one piece.</param>
/// <param name="Measured">The layers that need the moments of its map.</param>
/// <param name="Reads">The stored maps that it is computed from.</param>
/// <param name="BytesPerRow">About what a row of its output takes while it is computed: the row itself and those of all
/// layers on the way from the stored maps.</param>
internal sealed record BandPass(
    string Name,
    bool IsStored,
    bool IsWhole,
    IReadOnlyList<string> Measured,
    IReadOnlySet<string> Reads,
    long BytesPerRow
);
