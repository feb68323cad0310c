namespace GsFramework.CoEvolution;

/// <summary>
/// Randomness as a pure function of the run's seed, a stream's name and a number, so that a resumed search draws what
/// an uninterrupted one would have drawn, and no generator's state needs to be stored.
/// </summary>
internal static class Seeds
{
    public static Random Of(int seed, string stream, int number)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 2166136261u;
        foreach (var character in $"{seed}/{stream}/{number}")
        {
            hash = (hash ^ character) * 16777619u;
        }

        return new Random((int)(hash & int.MaxValue));
    }

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in random order.</summary>
    public static int[] Order(int count, Random random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }
}
