using GsFramework.Graph;

namespace GsFramework.Host.Benchmarking;

/// <summary>How models are timed.</summary>
/// <param name="Size">The size of the images.</param>
/// <param name="Batch">Images at a time.</param>
/// <param name="WarmUp">Rounds that are not counted.</param>
/// <param name="Runs">Rounds that are counted.</param>
/// <param name="Threads">Threads of one operation; 0 for all cores.</param>
internal sealed record BenchmarkSettings(ImageSize Size, int Batch, int WarmUp, int Runs, int Threads)
{
    /// <summary>Threads that are really used.</summary>
    public int UsedThreads => Threads > 0 ? Threads : Environment.ProcessorCount;
}
