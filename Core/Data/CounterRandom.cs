namespace GsFramework.Core.Data;

/// <summary>
/// Random numbers as a pure function of keys and a counter (SplitMix64), the same with every version of .NET: what a
/// resumed run draws needs no stored state.
/// </summary>
internal struct CounterRandom
{
    private ulong _state;

    /// <summary>The sequence that belongs to these keys.</summary>
    public CounterRandom(params ReadOnlySpan<long> keys)
    {
        foreach (var key in keys)
        {
            _state = Mix(_state ^ Mix((ulong)key + 0x9E3779B97F4A7C15));
        }
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to <paramref name="count"/> - 1, all equally likely to one part in 2^32.</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
