using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Counts how often each pair of branches is taken, in a process that runs instrumented code. Before the first
/// such code, this must be there.</summary>
internal sealed unsafe class BranchCounter : IDisposable
{
    private readonly byte* _hits = (byte*)NativeMemory.AllocZeroed(BranchSet.Size);

    public BranchCounter() => Trace.SharedMem = _hits;

    /// <summary>Begins to count.</summary>
    public void Clear()
    {
        Trace.PrevLocation = 0;
        new Span<byte>(_hits, BranchSet.Size).Clear();
    }

    /// <summary>Adds what was taken since.</summary>
    /// <returns>True where some of it is new.</returns>
    public bool AddTo(BranchSet set) => set.Add(new ReadOnlySpan<byte>(_hits, BranchSet.Size));

    // Threads of the program may still be at work: what they write to is freed with the process.
    public void Dispose() => Clear();
}

/// <summary>Pairs of branches that were taken, each with how often: once, twice, thrice, 4 to 7 times, and so on in
/// powers of two, as AFL counts.</summary>
internal sealed class BranchSet
{
    /// <summary>The number of pairs that can be told apart.</summary>
    public const int Size = 1 << 16;

    private readonly byte[] _counts = new byte[Size];

    /// <summary>The pairs in it.</summary>
    public int Count { get; private set; }

    /// <summary>Adds pairs.</summary>
    /// <param name="hits">How often each was taken.</param>
    /// <returns>True where a pair, or how often, is new.</returns>
    public bool Add(ReadOnlySpan<byte> hits)
    {
        var isNew = false;
        for (var pair = 0; pair < Size; pair++)
        {
            if (hits[pair] is var hit and > 0 && (_counts[pair] & Class(hit)) == 0)
            {
                isNew = true;
                Count += _counts[pair] == 0 ? 1 : 0;
                _counts[pair] |= Class(hit);
            }
        }

        return isNew;
    }

    private static byte Class(byte hits) =>
        hits switch
        {
            <= 2 => hits,
            3 => 4,
            _ => (byte)(1 << Math.Min(7, BitOperations.Log2(hits) + 1)),
        };
}
