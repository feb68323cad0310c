using GsFramework.Core.Interchange.PyTorch;

namespace GsFramework.Core.Interchange;

/// <summary>
/// Names with a common first part, such as <c>generator.*</c> beside <c>discriminator.*</c>. A file that has several
/// networks in one dictionary, as Lightning writes them, has such parts instead of dictionaries.
/// </summary>
/// <param name="Name">The first part, with what all names begin with.</param>
/// <param name="Count">How many names have it.</param>
internal sealed record NamePart(string Name, int Count)
{
    // Nobody reads more of them.
    private const int MostShown = 12;

    // Names of a hostile file may have any number of dots.
    private const int Deepest = 16;

    /// <summary>The parts behind what all names begin with, in the order of the names. A name without a dot there
    /// belongs to none.</summary>
    public static IReadOnlyList<NamePart> Of(IReadOnlyCollection<string> names)
    {
        var start = Common(names);
        var parts = new OrderedDictionary<string, int>();
        foreach (var name in names)
        {
            var end = name.IndexOf('.', start);
            if (end > start)
            {
                var part = name[..end];
                parts[part] = parts.TryGetValue(part, out var count) ? count + 1 : 1;
            }
        }

        return [.. parts.Select(static part => new NamePart(part.Key, part.Value))];
    }

    /// <inheritdoc cref="Of(IReadOnlyCollection{string})"/>
    public static IReadOnlyList<NamePart> Of<T>(IReadOnlyDictionary<string, T> entries) => Of([.. entries.Keys]);

    /// <summary>What is below a first part, by its names there.</summary>
    public static OrderedDictionary<string, T> Below<T>(IEnumerable<KeyValuePair<string, T>> entries, string part)
    {
        var (start, below) = ($"{part}.", new OrderedDictionary<string, T>());
        foreach (var (name, value) in entries)
        {
            if (name.Length > start.Length && name.StartsWith(start, StringComparison.Ordinal))
            {
                below[name[start.Length..]] = value; // A later entry of the same name counts.
            }
        }

        return below;
    }

    /// <inheritdoc cref="Below{T}(IEnumerable{KeyValuePair{string, T}}, string)"/>
    public OrderedDictionary<string, T> Below<T>(IEnumerable<KeyValuePair<string, T>> entries) => Below(entries, Name);

    /// <summary>The parts within this one, with their whole names.</summary>
    public IEnumerable<NamePart> Inner<T>(IEnumerable<KeyValuePair<string, T>> entries) =>
        Of(Below(entries)).Select(inner => inner with { Name = Join(Name, inner.Name) });

    /// <summary>A name within a part; either may be empty.</summary>
    public static string Join(string part, string name) =>
        part.Length == 0 ? name
        : name.Length == 0 ? part
        : $"{part}.{name}";

    /// <summary>Parts as a message names them.</summary>
    public static string List(IReadOnlyList<NamePart> parts) =>
        string.Join(
            ", ",
            parts.Take(MostShown).Select(static part => $"{CheckpointFault.Show(part.Name)} ({part.Count} tensors)")
        )
        + (parts.Count > MostShown ? $" and {parts.Count - MostShown} more" : "");

    private static int Common(IReadOnlyCollection<string> names)
    {
        var first = names.FirstOrDefault() ?? "";
        var (common, end) = (0, first.IndexOf('.', StringComparison.Ordinal));
        for (var depth = 0; end >= 0 && depth < Deepest; depth++)
        {
            var start = first[..(end + 1)];
            if (!names.All(name => name.StartsWith(start, StringComparison.Ordinal)))
            {
                break;
            }

            common = end + 1;
            end = first.IndexOf('.', common);
        }

        return common;
    }
}
