using System.Text.RegularExpressions;

namespace GsFramework.Core.Interchange;

/// <summary>What people call the networks that they save together.</summary>
internal static partial class NetworkNames
{
    // The weights of a generator, or of the one network that is saved.
    private static readonly string[] _usual =
    [
        "state_dict",
        "model_state_dict",
        "model",
        "netG",
        "net_g",
        "net_G",
        "netG_A",
        "netG_A2B",
        "generator",
        "gen",
        "G",
        "net",
        "network",
        "params",
        "weights",
    ];

    /// <summary>The name that nobody has to ask for: the only one, or the usual one beside what is plainly no
    /// generator. Of netG_A2B and netG_B2A, or of a network and its average, only the user knows which is
    /// meant.</summary>
    public static string? Plain(IReadOnlyList<string> names)
    {
        string[] networks = names is [_] ? [.. names] : [.. names.Where(static name => !Auxiliary().IsMatch(name))];
        return networks is [var only] && (names.Count == 1 || _usual.Contains(only)) ? only : null;
    }

    /// <summary>True when the names of parts are those of several networks, and not of the layers of one.</summary>
    public static bool AreNetworks(IReadOnlyList<NamePart> parts) =>
        parts.Count > 1
        && parts.Select(Last).Any(static name => Auxiliary().IsMatch(name) || Generator().IsMatch(name));

    /// <summary>True when the name of a part is that of a generator.</summary>
    public static bool HasGenerator(IReadOnlyList<NamePart> parts) =>
        parts.Select(Last).Any(static name => Generator().IsMatch(name));

    /// <summary>Of such parts the one that nobody has to ask for, or null.</summary>
    public static NamePart? Plain(IReadOnlyList<NamePart> parts) =>
        Plain([.. parts.Select(Last)]) is { } plain ? parts.First(part => Last(part) == plain) : null;

    private static string Last(NamePart part) => part.Name[(part.Name.LastIndexOf('.') + 1)..];

    // Discriminators, and the states of what trains.
    [GeneratedRegex(
        "^((net|model)?_?[dD]($|[_.A-Z0-9])|([dD]isc|[cC]ritic|opt|[sS]ched|lr_|scaler))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Auxiliary();

    [GeneratedRegex("^((net|model)?_?[gG]|[gG]en(erator)?)($|[_.A-Z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Generator();
}
