using System.Runtime.Intrinsics.X86;

namespace GsFramework.Host.Diagnosis;

/// <summary>What an x86 processor says of itself by the instruction CPUID, whatever the operating system makes of
/// it.</summary>
internal static class CpuId
{
    private const int Extended = unchecked((int)0x80000000);
    private const int IntelCaches = 4;
    private const int AmdCaches = unchecked((int)0x8000001D);
    private const int InstructionCache = 2;
    private const int MostCaches = 16;

    private enum Register
    {
        Eax,
        Ebx,
        Ecx,
        Edx,
    }

    private static readonly (string Name, int Leaf, int SubLeaf, Register Register, int Bit)[] _features =
    [
        ("avx", 1, 0, Register.Ecx, 28),
        ("fma", 1, 0, Register.Ecx, 12),
        ("f16c", 1, 0, Register.Ecx, 29),
        ("avx2", 7, 0, Register.Ebx, 5),
        ("avx512f", 7, 0, Register.Ebx, 16),
        ("avx512dq", 7, 0, Register.Ebx, 17),
        ("avx512cd", 7, 0, Register.Ebx, 28),
        ("avx512bw", 7, 0, Register.Ebx, 30),
        ("avx512vl", 7, 0, Register.Ebx, 31),
        ("avx512_vnni", 7, 0, Register.Ecx, 11),
        ("avx512_bf16", 7, 1, Register.Eax, 5),
        ("avx512_fp16", 7, 0, Register.Edx, 23),
        ("avx_vnni", 7, 1, Register.Eax, 4),
        ("amx_tile", 7, 0, Register.Edx, 24),
        ("amx_int8", 7, 0, Register.Edx, 25),
        ("amx_bf16", 7, 0, Register.Edx, 22),
        ("hypervisor", 1, 0, Register.Ecx, 31),
        ("topoext", unchecked((int)0x80000001), 0, Register.Ecx, 22),
    ];

    /// <summary>The names of what it can do, and <c>hypervisor</c> in a virtual machine; none on other
    /// processors.</summary>
    public static IReadOnlyList<string> Features() =>
        [
            .. _features
                .Where(static feature => IsSet(feature.Leaf, feature.SubLeaf, feature.Register, feature.Bit))
                .Select(static feature => feature.Name),
        ];

    /// <summary>The leaf that tells of caches, as it is written: <c>4</c> or, on AMD, <c>0x8000001D</c>; null where
    /// there is none.</summary>
    public static string? CacheLeaf() =>
        CachesLeaf() switch
        {
            null => null,
            IntelCaches => "4",
            _ => "0x8000001D",
        };

    /// <summary>Bytes of the data and unified caches, from level 1 on; empty where it does not say.</summary>
    public static IReadOnlyList<long> Caches()
    {
        var sizes = new List<long>();
        if (CachesLeaf() is not { } leaf)
        {
            return sizes;
        }

        for (
            var index = 0;
            index < MostCaches && X86Base.CpuId(leaf, index) is { Eax: var kind } cache && (kind & 31) != 0;
            index++
        )
        {
            if ((kind & 31) != InstructionCache)
            {
                var (ways, parts, line) = (
                    ((cache.Ebx >> 22) & 1023) + 1,
                    ((cache.Ebx >> 12) & 1023) + 1,
                    (cache.Ebx & 4095) + 1
                );
                sizes.Add((long)ways * parts * line * ((uint)cache.Ecx + 1L));
            }
        }

        return sizes;
    }

    private static int? CachesLeaf() =>
        !X86Base.IsSupported ? null
        : Has(AmdCaches) && IsSet(unchecked((int)0x80000001), 0, Register.Ecx, 22) ? AmdCaches
        : Has(IntelCaches) && (X86Base.CpuId(IntelCaches, 0).Eax & 31) != 0 ? IntelCaches
        : null;

    // Beyond the last leaf a processor answers with that of another.
    private static bool Has(int leaf) => (uint)X86Base.CpuId(leaf < 0 ? Extended : 0, 0).Eax >= (uint)leaf;

    private static bool IsSet(int leaf, int subLeaf, Register register, int bit)
    {
        if (!X86Base.IsSupported || !Has(leaf) || (subLeaf > 0 && X86Base.CpuId(leaf, 0).Eax < subLeaf))
        {
            return false;
        }

        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, subLeaf);
        var value = register switch
        {
            Register.Eax => eax,
            Register.Ebx => ebx,
            Register.Ecx => ecx,
            _ => edx,
        };
        return ((value >> bit) & 1) != 0;
    }
}
