using System.Diagnostics;
using System.Runtime;

namespace GsFramework.Host.Data;

/// <summary>
/// Keeps the garbage collector from running while the training thread is in libtorch. TorchSharp's implicit Scalars are not
/// kept alive over their native call (dotnet/TorchSharp#1434), so a collection that another thread sets off in that moment
/// frees them. While a thread reads images beside the training, memory for some time is set aside beforehand, and collections
/// happen in <see cref="Renew"/>, which the training thread calls between its operations.
/// </summary>
/// <remarks>One pause is in force at a time; others do nothing. Where more is allocated than was set aside, the collector runs
/// as ever: no memory is at risk, only the protection ends until the next renewal.</remarks>
/// <param name="longest">Time after which collections must happen; five seconds when null.</param>
internal sealed class CollectionPause(TimeSpan? longest = null) : IDisposable
{
    private const long Bytes = 16L << 20;

    // Tensors that nobody disposes hold native memory until they are collected, however little managed memory they take.
    private readonly TimeSpan _longest = longest ?? TimeSpan.FromSeconds(5);

    private static readonly Lock _lock = new();
    private static CollectionPause? _inForce;
    private static long _allocatedBefore;
    private static long _begun;

    /// <summary>Collects and begins anew when half of what was set aside is used, or five seconds are over. For the training
    /// thread.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            _inForce ??= this;
            if (_inForce != this)
            {
                return;
            }

            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion && GC.GetTotalAllocatedBytes() - _allocatedBefore < Bytes / 2
                && Stopwatch.GetElapsedTime(_begun) < _longest)
            {
                return;
            }

            End();

            // A region that finds its memory free begins without a collection of its own.
            GC.Collect();
            Begin();
            _allocatedBefore = GC.GetTotalAllocatedBytes();
            _begun = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Lets the collector go its own way again.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_inForce == this)
            {
                End();
                _inForce = null;
            }
        }
    }

    private static void Begin()
    {
        try
        {
            GC.TryStartNoGCRegion(Bytes);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Somebody else's region, or a machine whose heap is limited to less: then the risk stays what it was.
        }
    }

    private static void End()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            try
            {
                GC.EndNoGCRegion();
            }
            catch (InvalidOperationException)
            {
                // A collection ended it between the question and the call.
            }
        }
    }
}
