namespace GsFramework.Campaign.Fuzzing;

/// <summary>The damaged files that a reader is given.</summary>
internal interface IInputs
{
    /// <summary>The number of pairs of branches that were reached; null where nobody counts.</summary>
    int? Branches { get; }

    /// <summary>The input of a number.</summary>
    byte[] Of(int number);

    /// <summary>Takes note of what came of it.</summary>
    void Learn(int number, byte[] input, bool isFault);
}
