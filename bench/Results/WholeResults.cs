namespace GsFramework.Bench.Results;

/// <summary>Whole runs: <c>whole.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="MacRatio">How many times fewer operations were asked for.</param>
/// <param name="Runs">Each with its seed and way.</param>
internal sealed record WholeResults(int SchemaVersion, double MacRatio, IReadOnlyList<WholeRun> Runs)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "whole.json";

    /// <summary>These results with another run, in the place of an older one of that seed and way.</summary>
    public WholeResults With(WholeRun run) =>
        this with
        {
            Runs =
            [
                .. Runs.Where(known => known.Seed != run.Seed || known.Way != run.Way)
                    .Append(run)
                    .OrderBy(static known => known.Seed)
                    .ThenBy(static known => known.Way, StringComparer.Ordinal),
            ],
        };
}

/// <summary>A whole run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Way"><c>program</c> or <c>reference</c>.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Sets">What is laid over the configuration.</param>
/// <param name="Seconds">Of each phase; <c>start</c> includes the teacher's outputs where they are kept.</param>
/// <param name="CpuSeconds">Of all threads, in each phase.</param>
/// <param name="MacRatio">How many times fewer operations it has.</param>
/// <param name="Scores">Of the test images: KID, and distances to the teacher.</param>
internal sealed record WholeRun(
    int Seed,
    string Way,
    Measurement Measured,
    IReadOnlyList<string> Sets,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyDictionary<string, double> CpuSeconds,
    double MacRatio,
    IReadOnlyList<WholeScore> Scores
)
{
    /// <summary>Seconds from the beginning to the end of fine-tuning.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Training => Seconds.Values.Sum();

    /// <summary>Seconds of processor time for the same.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double CpuTraining => CpuSeconds.Values.Sum();
}

/// <summary>A score.</summary>
/// <param name="Metric">As in <c>result.json</c>.</param>
/// <param name="Value">Of the compressed network.</param>
/// <param name="StandardError">Over images; null where it is not known.</param>
internal sealed record WholeScore(
    string Metric,
    [property: Core.Interchange.Signed] double Value,
    double? StandardError
);
