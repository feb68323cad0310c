namespace GsFramework.Bench.Results;

/// <summary>Steps against how long a thread that has nothing to do stays awake: <c>waiting.json</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Measured">How and where.</param>
/// <param name="Rounds">How many steps were timed in each process.</param>
/// <param name="Rows">Each way to wait.</param>
internal sealed record WaitingResults(
    int SchemaVersion,
    Measurement Measured,
    int Rounds,
    IReadOnlyList<WaitingRow> Rows
)
{
    /// <summary>Its file in the folder of results.</summary>
    public const string File = "waiting.json";
}

/// <summary>A way to wait.</summary>
/// <param name="SpinCount">Turns of a loop that libgomp waits awake (<c>GOMP_SPINCOUNT</c>); null for what the program
/// sets.</param>
/// <param name="Threads">Of each process.</param>
/// <param name="Alone">Milliseconds of a step of one process.</param>
/// <param name="SideBySide">Of each of two processes that run at once.</param>
/// <param name="Throughput">Of two at once against two in turn.</param>
internal sealed record WaitingRow(
    int? SpinCount,
    int Threads,
    Spread Alone,
    Spread SideBySide,
    double Throughput
);
