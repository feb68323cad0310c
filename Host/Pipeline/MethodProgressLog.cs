using GsFramework.Core.Composition.Guards;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Methods;

namespace GsFramework.Host.Pipeline;

/// <summary>Shows how far a compression method is, keeps a row of every round in <c>metrics.csv</c>, and adds up its
/// time over interruptions.</summary>
internal sealed class MethodProgressLog : IProgress<MethodProgress>, IDisposable
{
    private readonly RunContext _run;
    private readonly RunClock _clock = new();
    private MetricsLog? _metrics;

    public MethodProgressLog(RunContext run)
    {
        _run = run;
        Before = run.Directory.State.Search is { } note ? new Elapsed(note.Seconds, note.CpuSeconds) : default;
    }

    /// <summary>The time of earlier processes.</summary>
    public Elapsed Before { get; }

    /// <summary>All time so far.</summary>
    public Elapsed Time => Before + _clock.Elapsed;

    /// <inheritdoc/>
    public void Report(MethodProgress value)
    {
        // A resumed method says again what it redoes from here on.
        _metrics ??= new MetricsLog(_run.Directory.Root, PhaseName.Search, value.Done) { Written = _run.RowWritten };
        _metrics.Write(value.Done, value.Values);
        _metrics.Flush();
        _run.Directory.State.Search = new SearchRecord(Time.Seconds, Time.CpuSeconds)
        {
            Round = value.Round,
            FirstComparable = value.FirstComparable,
        };
        ActiveCalls.Progressed();
        _run.Progress.Report(PhaseName.Search, value.Done, value.Total, ValueWords.Of(value.Values));
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics?.Dispose();
}
