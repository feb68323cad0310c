namespace GsFramework.Terms;

/// <summary>The two trainings of a compression.</summary>
public enum TrainingPhase
{
    /// <summary>The minimax problem with all terms on the dense generator.</summary>
    Slim,

    /// <summary>Further training of the extracted, compact generator.</summary>
    FineTune,
}
