using GsFramework.Host.Runs;

namespace GsFramework.Host.Planning;

/// <summary>Work of a phase that was done again and again, as it was measured.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Units">How often.</param>
/// <param name="Time">The time of all, without that of work within it that has a name of its own.</param>
/// <param name="Unit">The time of one.</param>
internal sealed record MeasuredWork(string Name, int Units, Elapsed Time, Elapsed Unit);

/// <summary>A phase as it was measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Time">All of its time.</param>
/// <param name="Work">What of it is work that depends on the numbers of steps and images.</param>
internal sealed record MeasuredPhase(string Name, Elapsed Time, IReadOnlyList<MeasuredWork> Work)
{
    /// <summary>A work by its name; null where there was none.</summary>
    public MeasuredWork? Find(string work) => Work.FirstOrDefault(entry => entry.Name == work);
}
