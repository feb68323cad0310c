namespace GsFramework.Host.Training;

/// <summary>A run has come as far as it was to come, and has written a checkpoint. It can be continued.</summary>
/// <param name="phase">The phase in which it stopped.</param>
/// <param name="step">The step before which it stopped.</param>
internal sealed class RungReachedException(string phase, int step)
    : OperationCanceledException($"Stopped in step {step} of {phase}.");
