namespace GsFramework.Host.Logging;

/// <summary>Tells the user how far the work is. Disposing it ends the display.</summary>
internal interface ITrainingProgress : IDisposable
{
    /// <summary>Tells that a step is done. A new phase name begins a new phase and ends the one before.</summary>
    /// <param name="phase">Name of the phase: <c>slim</c>, <c>finetune</c>.</param>
    /// <param name="step">Steps done, 1 … <paramref name="steps"/>; a resumed phase begins later.</param>
    /// <param name="steps">Steps of the phase.</param>
    /// <param name="words">What there is to tell, such as <c>MACs 2.1x of 4x</c>, the most important first.</param>
    /// <param name="later">Steps of about the same length in later phases.</param>
    void Report(string phase, int step, int steps, IReadOnlyList<string> words, int later = 0);

    /// <summary>Tells how far work beside the trainings is, which leaves no line and may be over in a moment.</summary>
    /// <param name="what">What is counted: <c>images scored</c>.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="count">How many there are.</param>
    void Count(string what, int done, int count);

    /// <summary>Tells what is being done, for the time in which nothing is counted.</summary>
    /// <param name="what">Such as <c>report</c>; null for nothing more.</param>
    void Doing(string? what);

    /// <summary>Marks a piece of work that is done again and again, for a forecast of what all of it takes.</summary>
    /// <param name="work">What is done, such as <c>images scored</c>.</param>
    /// <param name="units">Of how many the piece consists.</param>
    /// <returns>To be disposed when the piece is done; null where nobody measures.</returns>
    IDisposable? Measure(string work, int units = 1) => null;

    /// <summary>Ends the phase, also before its last step.</summary>
    void EndPhase();
}
