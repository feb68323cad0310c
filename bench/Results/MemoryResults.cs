namespace GsFramework.Bench.Results;

/// <summary>Memory over many updates: <c>memory.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Samples">From the first update to the last.</param>
/// <param name="GrowthInSecondHalf">Megabytes for 1,000 updates, by least squares over the second half.</param>
internal sealed record MemoryResults(
    int SchemaVersion,
    Measurement Measured,
    IReadOnlyList<MemorySample> Samples,
    [property: Core.Interchange.Signed] double GrowthInSecondHalf
)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "memory.json";
}

/// <summary>The process after an update.</summary>
/// <param name="Step">Updates done.</param>
/// <param name="Megabytes">Physical memory.</param>
/// <param name="MacRatio">How many times fewer operations the generator has.</param>
internal sealed record MemorySample(int Step, double Megabytes, double MacRatio);
