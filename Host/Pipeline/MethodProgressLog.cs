using GsFramework.Methods;

namespace GsFramework.Host.Pipeline;

/// <summary>Shows how far a compression method is, and keeps a row of every round in <c>metrics.csv</c>.</summary>
internal sealed class MethodProgressLog(RunContext run) : IProgress<MethodProgress>, IDisposable
{
    private const string Phase = "search";

    private MetricsLog? _metrics;

    /// <inheritdoc/>
    public void Report(MethodProgress value)
    {
        // A resumed method says again what it redoes from here on.
        _metrics ??= new MetricsLog(run.Directory.Root, Phase, value.Done);
        _metrics.Write(value.Done, value.Values);
        _metrics.Flush();
        run.Progress.Report(Phase, value.Done, value.Total, value.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics?.Dispose();
}
