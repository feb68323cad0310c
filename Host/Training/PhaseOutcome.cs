using GsFramework.Host.Runs;

namespace GsFramework.Host.Training;

/// <summary>What a training did.</summary>
/// <param name="Steps">Updates.</param>
/// <param name="Time">What it took, over interruptions.</param>
internal sealed record PhaseOutcome(int Steps, Elapsed Time)
{
    /// <summary>The part of it that an earlier process did.</summary>
    public Elapsed Before { get; init; }
}
