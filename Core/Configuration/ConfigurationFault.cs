namespace GsFramework.Core.Configuration;

/// <summary>Something that is wrong in a configuration.</summary>
/// <param name="Path">Where: <c>objective.terms.distillation.weight</c>; empty for the file as a whole.</param>
/// <param name="Message">What, and what was expected.</param>
internal sealed record ConfigurationFault(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
