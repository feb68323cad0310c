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
/// <param name="lengths">Bits of an individual of either direction.</param>
internal sealed class StateFile(string folder, string settings, (int Forward, int? Reverse) lengths)
{
    private static readonly JsonSerializerOptions _format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    private readonly string _path = Path.Combine(folder, "search.json");

    private sealed record Entry(string Bits, double Loss, double Fitness);

    private sealed record Content(string Settings, int Generation, Entry[] Forward, Entry[]? Reverse);

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
            content = JsonSerializer.Deserialize<Content>(File.ReadAllText(_path), _format) ?? throw new JsonException("null");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{_path}' cannot be read: {fault.Message} Delete it to begin the search anew.", fault);
        }

        if (content.Settings != settings)
        {
            throw new UserException(
                $"'{_path}' is of a search with other options or another seed. Restore them, or delete it to begin the search anew.");
        }

        return new SearchState(content.Generation, Population(content.Forward, lengths.Forward)!, Population(content.Reverse, lengths.Reverse));
    }

    /// <summary>Writes a state: whoever reads, or is killed, sees the old file or the new one.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Write(SearchState state)
    {
        var content = new Content(settings, state.Generation, Entries(state.Forward)!, Entries(state.Reverse));
        var temporary = _path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(content, _format) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{_path}' cannot be written. {fault.Message} Choose another folder with --out.", fault);
        }
    }

    private static Entry[]? Entries(Population? population) =>
        population?.Individuals.Select(static one => new Entry(SearchState.Text(one.Bits), one.Loss, one.Fitness)).ToArray();

    private Population? Population(Entry[]? entries, int? length)
    {
        if (entries is null && length is null)
        {
            return null;
        }

        return entries is { Length: > 0 } && Array.TrueForAll(entries, entry => entry.Bits?.Length == length)
            ? new Population([.. entries.Select(static entry => new Individual([.. entry.Bits.Select(static bit => bit == '1')], entry.Loss, entry.Fitness))])
            : throw new UserException($"'{_path}' does not fit the networks. Delete it to begin the search anew.");
    }
}
