namespace GsFramework.CoEvolution;

/// <summary>
/// The operators on bit strings:
/// <code>
/// roulette    P(i) = f_i / Σ_j f_j
/// crossover   two parents swap the bits between two random cuts
/// mutation    the bits between two random cuts are flipped
/// </code>
/// </summary>
internal static class Genetics
{
    /// <summary>Draws an index in proportion to fitness.</summary>
    /// <param name="fitness">Numbers of at least 0; where all are 0, every index is as likely.</param>
    /// <param name="random">Drawn from once.</param>
    public static int Roulette(IReadOnlyList<double> fitness, Random random)
    {
        var total = fitness.Sum();
        var drawn = random.NextDouble();
        if (total == 0)
        {
            return (int)(drawn * fitness.Count);
        }

        var left = drawn * total;
        var last = 0;
        for (var i = 0; i < fitness.Count; i++)
        {
            if (fitness[i] > 0)
            {
                last = i;
                if (left < fitness[i])
                {
                    return i;
                }

                left -= fitness[i];
            }
        }

        return last; // rounding
    }

    /// <summary>Both children of two parents of the same length.</summary>
    public static (bool[] First, bool[] Second) Crossover(bool[] left, bool[] right, Random random)
    {
        var segment = Segment(left.Length, random);
        var (first, second) = ((bool[])left.Clone(), (bool[])right.Clone());
        right.AsSpan(segment).CopyTo(first.AsSpan(segment));
        left.AsSpan(segment).CopyTo(second.AsSpan(segment));
        return (first, second);
    }

    /// <summary>A copy with one segment flipped.</summary>
    public static bool[] Mutate(bool[] bits, Random random)
    {
        var mutant = (bool[])bits.Clone();
        foreach (ref var bit in mutant.AsSpan(Segment(bits.Length, random)))
        {
            bit = !bit;
        }

        return mutant;
    }

    // Two cuts between bits. The official code draws cuts before bits, which never reach the last one.
    private static Range Segment(int length, Random random)
    {
        var (a, b) = (random.Next(length + 1), random.Next(length + 1));
        return Math.Min(a, b)..Math.Max(a, b);
    }
}
