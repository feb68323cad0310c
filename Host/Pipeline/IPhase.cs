namespace GsFramework.Host.Pipeline;

/// <summary>A phase of a compression: it reads what earlier ones have left in the run directory, and adds to
/// it.</summary>
internal interface IPhase
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>True when what it leaves is there.</summary>
    bool IsFinished { get; }

    /// <summary>The phases whose files it reads.</summary>
    IReadOnlyList<string> Reads { get; }

    /// <summary>Opens what it needs, so that wrong input is found before anything is trained.</summary>
    /// <exception cref="UserException">Something is wrong.</exception>
    void Open() { }

    /// <summary>Does it.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; what was trained is kept.</exception>
    void Run();

    /// <summary>Takes away what it has left, so that it is done again.</summary>
    void RemoveOutputs();
}
