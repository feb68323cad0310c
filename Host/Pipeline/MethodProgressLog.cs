using System.Text.Json.Nodes;
using GsFramework.Host.Runs;
using GsFramework.Methods;

namespace GsFramework.Host.Pipeline;

/// <summary>Shows how far a compression method is, keeps a row of every round in <c>metrics.csv</c>, and adds up its work over
/// interruptions.</summary>
internal sealed class MethodProgressLog : IProgress<MethodProgress>, IDisposable
{
    /// <summary>The name of its phase in the run's notes.</summary>
    public const string Phase = "search";

    private readonly RunContext _run;
    private readonly WorkClock _clock = new();
    private MetricsLog? _metrics;

    public MethodProgressLog(RunContext run)
    {
        _run = run;
        Before = run.Directory.Note(Phase, "seconds", "cpuSeconds") is { } note
            ? new Work((double)note["seconds"]!, (double)note["cpuSeconds"]!)
            : default;
    }

    /// <summary>The work of earlier processes.</summary>
    public Work Before { get; }

    /// <summary>All work so far.</summary>
    public Work Work => Before + _clock.Elapsed;

    /// <inheritdoc/>
    public void Report(MethodProgress value)
    {
        // A resumed method says again what it redoes from here on.
        _metrics ??= new MetricsLog(_run.Directory.Root, Phase, value.Done) { Written = _run.RowWritten };
        _metrics.Write(value.Done, value.Values);
        _metrics.Flush();
        _run.Directory.Finish(Phase, new JsonObject
        {
            ["seconds"] = Work.Seconds, ["cpuSeconds"] = Work.CpuSeconds, ["round"] = value.Round, ["firstComparable"] = value.FirstComparable,
        });
        _run.Progress.Report(Phase, value.Done, value.Total, value.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics?.Dispose();
}
