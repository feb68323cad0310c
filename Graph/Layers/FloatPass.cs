using static TorchSharp.torch;

namespace GsFramework.Graph.Layers;

/// <summary>
/// Passes over the values of a tensor that libtorch would make in several operations, each with a way to memory and
/// back of its own. Only for contiguous fp32 tensors on the CPU.
/// </summary>
internal static class FloatPass
{
    // Below this a second thread takes longer to wake than it saves.
    private const long LeastPerThread = 1 << 15;

    /// <summary>True where the passes may be used; elsewhere libtorch's operations have to do.</summary>
    public static bool Fits(Tensor x) =>
        x.dtype == ScalarType.Float32
        && x.device_type == TorchSharp.DeviceType.CPU
        && !x.is_sparse
        && x.numel() is > 0 and <= int.MaxValue / sizeof(float)
        && x.is_contiguous();

    /// <summary>The address of the first value.</summary>
    public static unsafe nint Address(Tensor x)
    {
        fixed (byte* first = x.bytes)
        {
            return (nint)first;
        }
    }

    /// <summary>Runs a pass over the values from..to of each thread's share, with as many threads as libtorch
    /// has.</summary>
    /// <param name="count">How many values there are.</param>
    /// <param name="pass">Gets the number of the share, its first value, and the one after its last.</param>
    /// <returns>How many shares there were.</returns>
    public static int Split(long count, Action<int, long, long> pass)
    {
        var shares = Shares(count);
        if (shares == 1)
        {
            pass(0, 0, count);
        }
        else
        {
            Parallel.For(0, shares, share => pass(share, count * share / shares, count * (share + 1) / shares));
        }

        return shares;
    }

    /// <summary>How many shares <see cref="Split"/> makes of this many values.</summary>
    public static int Shares(long count) => (int)Math.Clamp(count / LeastPerThread, 1, get_num_threads());
}
