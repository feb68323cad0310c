namespace GsFramework.Core.Arithmetic;

/// <summary>How libtorch computes convolutions on the CPU in this process, from the fastest to the surest.</summary>
internal enum ArithmeticKind
{
    /// <summary>As libtorch was found.</summary>
    Native,

    /// <summary>With oneDNN, whose wrong belief about the processor's caches was overwritten in memory.</summary>
    Repaired,

    /// <summary>Without oneDNN, by libtorch's own kernels: right on every processor, and several times
    /// slower.</summary>
    Reference,
}
