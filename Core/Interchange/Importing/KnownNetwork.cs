using System.Text.RegularExpressions;

namespace GsFramework.Core.Interchange.Importing;

/// <summary>A public network that the names of its tensors tell, and what reads it.</summary>
/// <param name="Name">What it is, to follow "the names of".</param>
/// <param name="Has">Patterns each of which fits some name.</param>
/// <param name="Lacks">Patterns that fit no name.</param>
/// <param name="Model">The architecture that reads it, or null where none does.</param>
/// <param name="Instead">What to do about a network that neither an architecture nor an ONNX file brings here, as
/// sentences.</param>
internal sealed record KnownNetwork(
    string Name,
    IReadOnlyList<string> Has,
    IReadOnlyList<string>? Lacks = null,
    string? Model = null,
    string? Instead = null
)
{
    /// <summary>What to do about a network that no architecture is.</summary>
    public const string OnnxWay = "export it as ONNX with torch.onnx.export and import the .onnx file";

    private readonly Regex[] _has = [.. Has.Select(Pattern)];
    private readonly Regex[] _lacks = [.. (Lacks ?? []).Select(Pattern)];

    /// <summary>The network whose names these are, whatever is before them; null for none that is known.</summary>
    public static KnownNetwork? Of(IReadOnlyCollection<string> names) =>
        KnownNetworks.All.FirstOrDefault(network => network.Fits(names));

    /// <summary>What reads it, as a sentence.</summary>
    public string Advice() =>
        (Model, Instead) switch
        {
            (not null, _) => $"Its names are those of {Name}: give --model {Model}.",
            (_, null) => $"Its names are those of {Name}, which no architecture here is: {OnnxWay}.",
            _ => $"Its names are those of {Name}. {Instead}",
        };

    private bool Fits(IReadOnlyCollection<string> names) =>
        _has.All(pattern => names.Any(pattern.IsMatch)) && !_lacks.Any(pattern => names.Any(pattern.IsMatch));

    // A name may be of any length, so the time must be linear in it.
    private static Regex Pattern(string pattern) =>
        new($"(^|[.])({pattern})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
