namespace GsFramework.Training;

/// <summary>
/// Randomness as a pure function of the run's seed, a stream's name and the step, so that a resumed run draws what an
/// uninterrupted one would have drawn, and no generator's state needs to be stored.
/// </summary>
public static class StepRandom
{
    /// <summary>The random numbers of one step.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">A name for what draws them; other names give other numbers.</param>
    /// <param name="step">The step.</param>
    public static Random Of(int seed, string stream, int step)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 2166136261u;
        foreach (var character in $"{seed}/{stream}/{step}")
        {
            hash = (hash ^ character) * 16777619u;
        }

        return new Random((int)(hash & int.MaxValue));
    }
}
