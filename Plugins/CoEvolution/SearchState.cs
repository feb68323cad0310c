using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GsFramework.CoEvolution;

/// <summary>A search after a generation. What comes next follows from it and the seed.</summary>
/// <param name="Generation">The generation, 0 for the random one.</param>
/// <param name="Forward">A to B.</param>
/// <param name="Reverse">B to A, or null where it is not evolved.</param>
internal sealed record SearchState(int Generation, Population Forward, Population? Reverse)
{
    /// <summary>A bit string as zeros and ones.</summary>
    public static string Text(bool[] bits) => string.Create(bits.Length, bits, static (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = source[i] ? '1' : '0';
            }
        });
}

/// <summary><c>search.json</c> in the method's folder: the state after the last finished generation.</summary>
/// <param name="folder">The method's folder.</param>
/// <param name="settings">What the search depends on, as a text: a state with other settings is refused.</param>
/// <param name="networks">A hash of the networks that are searched: so is a state of others.</param>
/// <param name="size">Individuals of either direction.</param>
/// <param name="lengths">Bits of an individual of either direction.</param>
internal sealed class StateFile(
    string folder,
    string settings,
    string networks,
    int size,
    (int Forward, int? Reverse) lengths
)
{
    private static readonly JsonSerializerOptions _format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    private readonly string _path = Path.Combine(folder, "search.json");

    private sealed record Entry(string? Bits, double Loss, double Fitness);

    // Files of earlier versions do not have Networks.
    private sealed record Content(
        string Settings,
        string? Networks,
        int Generation,
        Entry?[]? Forward,
        Entry?[]? Reverse
    );

    /// <summary>The stored state, or null where there is none.</summary>
    /// <exception cref="UserException">It is damaged, or of a search with other settings.</exception>
    public SearchState? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        Content content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllText(_path), _format)
                ?? throw new JsonException("null");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"'{_path}' cannot be read: {fault.Message} Delete it to begin the search again.",
                fault
            );
        }

        if (content.Settings != settings || (content.Networks ?? networks) != networks)
        {
            throw new UserException(
                $"'{_path}' is of a search with other "
                    + $"{(content.Settings != settings ? "options or another seed" : "networks")}. Restore them, or "
                    + $"delete it to begin the search again."
            );
        }

        return content.Generation >= 0
            ? new SearchState(
                content.Generation,
                Population(content.Forward, lengths.Forward, "forward")!,
                Population(content.Reverse, lengths.Reverse, "reverse")
            )
            : throw Damaged($"generation is {content.Generation}");
    }

    /// <summary>Writes a state: whoever reads, or is killed, sees the old file or the new one.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Write(SearchState state)
    {
        var content = new Content(
            settings,
            networks,
            state.Generation,
            Entries(state.Forward)!,
            Entries(state.Reverse)
        );
        // As the program names such files, so that it removes one that a killed process has left.
        var temporary = Path.Combine(
            Path.GetDirectoryName(_path)!,
            $".{Path.GetFileName(_path)}.{Guid.NewGuid():N}.tmp"
        );
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(content, _format) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception fault)
            // The last is what .NET makes of a file that is longer than the system allows.
            when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new UserException(
                $"'{_path}' cannot be written. {fault.Message} Choose another folder with --out.",
                fault
            );
        }
    }

    private static Entry[]? Entries(Population? population) =>
        population
            ?.Individuals.Select(static one => new Entry(SearchState.Text(one.Bits), one.Loss, one.Fitness))
            .ToArray();

    private Population? Population(Entry?[]? entries, int? length, string direction)
    {
        if (entries is null && length is null)
        {
            return null;
        }

        var fault =
            entries is null || length is null ? $"{(length is null ? "there is" : "there is no")} \"{direction}\""
            : entries.Length != size ? $"\"{direction}\" has {entries.Length} individuals of {size}"
            : Array.FindIndex(entries, entry => !IsWhole(entry, length.Value)) is >= 0 and var at
                ? $"individual {at} of \"{direction}\" is no loss, fitness and {length} zeros and ones"
            : null;
        return fault is null
            ? new Population([
                .. entries!.Select(static entry => new Individual(
                    [.. entry!.Bits!.Select(static bit => bit == '1')],
                    entry.Loss,
                    entry.Fitness
                )),
            ])
            : throw Damaged(fault);
    }

    // A loss may be infinite, a fitness not: parents are drawn in proportion to it.
    private static bool IsWhole(Entry? entry, int length) =>
        entry?.Bits?.Length == length
        && entry.Bits.All(static bit => bit is '0' or '1')
        && entry.Loss >= 0
        && entry.Fitness >= 0
        && double.IsFinite(entry.Fitness);

    private UserException Damaged(string fault) =>
        new($"'{_path}' is damaged: {fault}. Delete it to begin the search again.");
}
