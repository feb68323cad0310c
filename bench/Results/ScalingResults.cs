namespace GsFramework.Bench.Results;

/// <summary>Time and memory of a step against its size: <c>scaling.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Rounds">How many steps were timed.</param>
/// <param name="Series">One for each quantity that was changed.</param>
internal sealed record ScalingResults(
    int SchemaVersion,
    Measurement Measured,
    int Rounds,
    IReadOnlyList<ScalingSeries> Series
)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "scaling.json";
}

/// <summary>Steps of which one quantity changes.</summary>
/// <param name="Quantity">Which: <c>width</c>, <c>side</c>, <c>batch</c>.</param>
/// <param name="Points">The steps.</param>
/// <param name="TimeExponent">e where time is about quantity^e, by least squares of the logarithms.</param>
/// <param name="MemoryExponent">The same for memory.</param>
internal sealed record ScalingSeries(
    string Quantity,
    IReadOnlyList<ScalingPoint> Points,
    double TimeExponent,
    double MemoryExponent
);

/// <summary>A size, each in a process of its own.</summary>
/// <param name="Value">The quantity's value.</param>
/// <param name="Milliseconds">Of a step.</param>
/// <param name="Megabytes">At most, above those with libtorch and the plugins loaded.</param>
internal sealed record ScalingPoint(int Value, Spread Milliseconds, double Megabytes);
