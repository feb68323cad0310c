namespace GsFramework.Host.Planning;

/// <summary>What a trial came to.</summary>
internal sealed record TrialRecord
{
    /// <summary>Its phases.</summary>
    public required IReadOnlyList<MeasuredPhase> Phases { get; init; }

    /// <summary>The images that it looked at.</summary>
    public required ImageCounts Images { get; init; }

    /// <summary>Multiply-accumulates of the dense network.</summary>
    public required long DenseMacs { get; init; }

    /// <summary>The most memory that the process took.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>The bytes of each file of its run directory, by the path in it.</summary>
    public required IReadOnlyDictionary<string, long> Files { get; init; }

    /// <summary>A phase by its name; null where there was none.</summary>
    public MeasuredPhase? Phase(string name) => Phases.FirstOrDefault(phase => phase.Name == name);
}
