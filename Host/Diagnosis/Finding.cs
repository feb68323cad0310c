namespace GsFramework.Host.Diagnosis;

/// <summary>How much a finding matters.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Results are right, but something is slower or tighter than need be, or needs a look.</summary>
    Warning,

    /// <summary>A run cannot be trusted, or cannot work, until something is done.</summary>
    Fault,
}

/// <summary>What was found, and what to do about it.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What was found, a sentence.</param>
/// <param name="Remedy">What to do, a sentence; null where there is nothing to do.</param>
internal sealed record Finding(FindingLevel Level, string Text, string? Remedy = null)
{
    public static Finding Ok(string text) => new(FindingLevel.Ok, text);

    public static Finding Warning(string text, string remedy) => new(FindingLevel.Warning, text, remedy);

    public static Finding Fault(string text, string remedy) => new(FindingLevel.Fault, text, remedy);
}
