namespace GsFramework.Host.Comparison;

/// <summary>A run that did not end well.</summary>
/// <param name="Run">Which.</param>
/// <param name="Reason">The last thing that it said.</param>
internal sealed record FailedRun(PlannedRun Run, string Reason);
