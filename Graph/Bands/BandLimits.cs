namespace GsFramework.Graph.Bands;

/// <summary>How much of a large image is computed and kept at a time.</summary>
/// <param name="Pixels">Pixels of the image in a band, about.</param>
/// <param name="MapBytes">Bytes of whole maps that are kept in memory; more are kept in temporary files.</param>
/// <param name="Folder">Where these are.</param>
public sealed record BandLimits(long Pixels, long MapBytes, string Folder);
