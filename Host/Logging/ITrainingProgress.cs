namespace GsFramework.Host.Logging;

/// <summary>Tells the user how far a training is. Disposing it ends the display.</summary>
internal interface ITrainingProgress : IDisposable
{
    /// <summary>Tells that a step is done. A new phase name begins a new phase and ends the one before.</summary>
    /// <param name="phase">Name of the phase: <c>slim</c>, <c>finetune</c>.</param>
    /// <param name="step">Steps done, 1 … <paramref name="steps"/>; a resumed phase begins later.</param>
    /// <param name="steps">Steps of the phase.</param>
    /// <param name="values">Loss, sparsity, MACs left: what there is, the most important first.</param>
    void Report(string phase, int step, int steps, IReadOnlyDictionary<string, double> values);

    /// <summary>Ends the phase, also before its last step.</summary>
    void EndPhase();
}
