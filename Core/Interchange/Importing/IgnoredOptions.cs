using System.Globalization;
using GsFramework.Graph;

namespace GsFramework.Core.Interchange.Importing;

/// <summary>Options of an architecture that the user gave and that do not count, since the checkpoint says something
/// else.</summary>
internal static class IgnoredOptions
{
    /// <summary>Finds them.</summary>
    /// <param name="given">The user's options, key=value.</param>
    /// <param name="import">What became of the checkpoint.</param>
    /// <param name="create">The architecture's network with some of the options.</param>
    /// <returns>Of each the option, and what the file has instead.</returns>
    public static IEnumerable<(string Option, string InFile)> Of(
        IReadOnlyList<string> given,
        CheckpointImport import,
        Func<IEnumerable<string>, NetworkGraph> create
    )
    {
        foreach (var option in given)
        {
            var cut = option.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = (option[..cut].Trim(), option[(cut + 1)..].Trim());
            if (
                import.Options.Keys.FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase)) is
                { } known
            )
            {
                if (!Plain(value).Equals(import.Options[known], StringComparison.OrdinalIgnoreCase))
                {
                    yield return (option, $"{known} is {import.Options[known]}");
                }
            }
            else if (Undone(create(given), create(given.Where(other => other != option)), import.Graph) is { } tensor)
            {
                yield return (option, tensor);
            }
        }
    }

    // A tensor of which the option changed a side, and the file has yet another. Architectures need not say what they
    // know.
    private static string? Undone(NetworkGraph with, NetworkGraph without, NetworkGraph imported)
    {
        var (before, after) = (Shapes(without), Shapes(imported));
        foreach (var (name, shape) in Shapes(with))
        {
            if (
                before.TryGetValue(name, out var plain)
                && after.TryGetValue(name, out var stored)
                && plain.Count == shape.Count
                && stored.Count == shape.Count
                && Enumerable
                    .Range(0, shape.Count)
                    .Any(side => shape[side] != plain[side] && shape[side] != stored[side])
            )
            {
                return $"'{name}' is [{string.Join(", ", stored)}], not [{string.Join(", ", shape)}]";
            }
        }

        return null;
    }

    private static Dictionary<string, IReadOnlyList<long>> Shapes(NetworkGraph graph) =>
        graph.Parameters().ToDictionary(static entry => entry.Name, static entry => entry.Parameter.Shape);

    private static string Plain(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : value;
}
