using System.Runtime.Intrinsics.X86;

namespace GsFramework.Core.Inference;

/// <summary>What the processor can do that .NET does not tell by name.</summary>
internal static class ProcessorFeatures
{
    private const int Avx512Vnni = 1 << 11;
    private const int AvxVnni = 1 << 4;

    /// <summary>
    /// False on x64 processors without VNNI: they add products of uint8 and int8 in 16 bits, where two large ones
    /// overflow, unless ONNX Runtime is told to be precise. It is then right, but half as fast; on processors with VNNI
    /// it is half as fast for nothing.
    /// </summary>
    public static bool AddsProductsExactly { get; } =
        !X86Base.IsSupported || (X86Base.CpuId(7, 0).Ecx & Avx512Vnni) != 0 || (X86Base.CpuId(7, 1).Eax & AvxVnni) != 0;
}
