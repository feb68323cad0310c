using System.Text.RegularExpressions;

namespace GsFramework.Core.Options;

/// <summary>Names of the contracts for people: <c>IImageDistance</c> is an "image distance".</summary>
internal static partial class ContractNames
{
    /// <summary>The name of a contract in lower-case words.</summary>
    public static string Of(Type contract)
    {
        var name = contract.Name is ['I', >= 'A' and <= 'Z', ..] ? contract.Name[1..] : contract.Name;
        return Words()
            .Replace(name.EndsWith("Factory", StringComparison.Ordinal) ? name[..^7] : name, "$1 $2")
            .ToLowerInvariant();
    }

    /// <summary>The name with its article.</summary>
    public static string WithArticle(Type contract)
    {
        var name = Of(contract);
        return name is ['a' or 'e' or 'i' or 'o' or 'u', ..] ? $"an {name}" : $"a {name}";
    }

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Words();
}
