using System.Globalization;
using static TorchSharp.torch;

namespace GsFramework.Core.Arithmetic.Native;

/// <summary>
/// oneDNN builds a primitive for each shape once and keeps it: those built while it was wrong about the processor stay
/// wrong. libtorch exports nothing that empties that cache, but the least recently used go when it is full.
/// </summary>
internal static class PrimitiveCache
{
    private const string CapacityVariable = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";
    private const int UsualCapacity = 1024;

    /// <summary>Fills the cache with primitives of shapes that no network has, which drives out all others.</summary>
    public static void Renew()
    {
        var capacity = int.TryParse(
            Environment.GetEnvironmentVariable(CapacityVariable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var set
        )
            ? set
            : UsualCapacity;
        using var noGrad = no_grad();
        for (var width = 0; width < capacity; width++)
        {
            using var scope = NewDisposeScope();
            nn.functional.conv2d(zeros(1, 1, 5, 5 + width), zeros(1, 1, 5, 5));
        }
    }
}
