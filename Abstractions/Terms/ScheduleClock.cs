namespace GsFramework.Terms;

/// <summary>Where training stands on its learning-rate schedule.</summary>
/// <param name="Time">t: epochs (or steps) done, 0 … <paramref name="Total"/> - 1.</param>
/// <param name="Total">T: epochs (or steps) of the phase.</param>
public readonly record struct ScheduleClock(int Time, int Total)
{
    /// <summary>The factor of a cosine schedule that falls to 0: (1 + cos(πt / T)) / 2.</summary>
    public double Cosine => (1 + Math.Cos(Math.PI * Time / Total)) / 2;
}
