using System.Runtime.Intrinsics.X86;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Inference;

namespace GsFramework.Host.Diagnosis;

/// <summary>The processor, as .NET, the system and the processor itself tell.</summary>
/// <param name="Name">As the system knows it.</param>
/// <param name="CpuIdFeatures">What CPUID says that it can do, and whether it is virtual.</param>
/// <param name="DotNetFeatures">What .NET uses of it.</param>
/// <param name="Cores">Of the machine, as far as this process may use them.</param>
/// <param name="SystemCaches">Bytes of the data caches as the system says.</param>
/// <param name="CpuIdCaches">The same as CPUID says.</param>
/// <param name="CpuIdCacheLeaf">The leaf that says so; null where none does.</param>
/// <param name="Findings">What was found.</param>
internal sealed record ProcessorSection(
    string Name,
    IReadOnlyList<string> CpuIdFeatures,
    IReadOnlyList<string> DotNetFeatures,
    int Cores,
    IReadOnlyList<long> SystemCaches,
    IReadOnlyList<long> CpuIdCaches,
    string? CpuIdCacheLeaf,
    IReadOnlyList<Finding> Findings
)
{
    public static ProcessorSection Probe()
    {
        var features = CpuId.Features();
        var caches = CpuId.Caches();
        return new ProcessorSection(
            Processor.Name,
            features,
            DotNet(),
            System.Environment.ProcessorCount,
            Core.Arithmetic.Native.SystemCaches.Read(),
            caches,
            CpuId.CacheLeaf(),
            [.. Judge(features, caches)]
        );
    }

    private static IEnumerable<Finding> Judge(IReadOnlyList<string> features, IReadOnlyList<long> caches)
    {
        if (X86Base.IsSupported && !features.Contains("avx2"))
        {
            yield return Finding.Warning(
                "It has no AVX2: training takes several times as long.",
                "Use a processor of the last ten years."
            );
        }

        if (!ProcessorFeatures.AddsProductsExactly)
        {
            yield return Finding.Warning(
                "It has no VNNI: 8-bit files run with exact sums, at about half the speed.",
                "Nothing for training. Time onnx-int8 files where they will run."
            );
        }

        yield return X86Base.IsSupported && caches.Count == 0
            ? Finding.Warning(
                "It hides its caches, for which libtorch's convolutions can be wrong: the arithmetic below tells "
                    + "what came of it.",
                "Nothing when that is right. Else let the virtual machine pass TOPOEXT (a host CPU model) to its guest."
            )
            : Finding.Ok("What it says of its caches can be used.");
    }

    private static IReadOnlyList<string> DotNet() =>
        [
            .. new (string Name, bool IsSupported)[]
            {
                ("avx", Avx.IsSupported),
                ("avx2", Avx2.IsSupported),
                ("fma", Fma.IsSupported),
                ("avx512f", Avx512F.IsSupported),
                ("avx512bw", Avx512BW.IsSupported),
                ("avx512dq", Avx512DQ.IsSupported),
                ("avx512cd", Avx512CD.IsSupported),
            }
                .Where(static feature => feature.IsSupported)
                .Select(static feature => feature.Name),
        ];
}
