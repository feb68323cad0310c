using System.Text.Json;
using GsFramework.Host.Composition;
using GsFramework.Host.Configuration;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>What a reader copies into a configuration is bound as the program binds it.</summary>
public class JsonBlockTests
{
    private static readonly JsonDocumentOptions _reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly string[] _keys = [.. ReferenceRow.Of(new RunOptions(), "").Select(static row => row.Path)];

    [Fact]
    public void Every_JSON_block_of_the_documentation_is_a_valid_piece_of_a_configuration()
    {
        using var catalog = DocumentedPlugins.Load();
        var blocks = Page.All.SelectMany(static page => page.Blocks).Where(static block => block.Language is "json" or "jsonc").ToArray();

        Assert.True(blocks.Length >= 10);
        Assert.Empty(blocks.SelectMany(block => Faults(block.Text, catalog).Select(fault => $"{block.Place}: {fault}")));
    }

    [Fact]
    public void So_is_every_piece_of_JSON_within_a_line()
    {
        using var catalog = DocumentedPlugins.Load();
        var spans =
            from page in Page.All
            from span in page.Spans
            where span.Text.StartsWith('"') && span.Text.Contains("\":", StringComparison.Ordinal)
            select (Place: $"{page.Path}:{span.Line}", span.Text);

        Assert.Empty(spans.SelectMany(span => Faults(span.Text, catalog).Select(fault => $"{span.Place}: {span.Text}: {fault}")));
    }

    private static IEnumerable<string> Faults(string text, PluginCatalog catalog)
    {
        string whole;
        try
        {
            whole = Whole(text);
        }
        catch (JsonException fault)
        {
            return [$"no JSON: {fault.Message}"];
        }

        using var folder = new Folder();
        File.WriteAllText(folder["block.json"], whole);
        var binder = new OptionsBinder(ConfigurationLayers.Read(folder["block.json"], [], new Dictionary<string, string>()), catalog);
        binder.BindRun();

        // The reader's files are not here.
        return binder.Faults.Select(static fault => fault.ToString()).Where(static fault => !fault.Contains(" does not exist", StringComparison.Ordinal));
    }

    // A block may begin anywhere in the file, where its first key says where.
    private static string Whole(string text)
    {
        if (text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith("//", StringComparison.Ordinal))
        {
            using var complete = JsonDocument.Parse(text, _reading);
            return text;
        }

        using var piece = JsonDocument.Parse($"{{{text}}}", _reading);
        var first = piece.RootElement.EnumerateObject().First().Name;
        var places = _keys.Contains(first) ? [first]
            : _keys.Where(key => key.EndsWith($".{first}", StringComparison.Ordinal)).DefaultIfEmpty(PartsPlace(first)).ToArray();
        Assert.True(places.Length == 1, $"'{first}' may stand at {string.Join(", ", places)}: begin the block further outside.");
        var above = places[0].Split('.')[..^1];
        return $"{{{string.Concat(above.Select(static key => $"\"{key}\": {{"))}{text}{string.Concat(above.Select(static _ => "}"))}}}";
    }

    // Anything else can only be a term.
    private static string PartsPlace(string name) => $"objective.terms.{name}";
}
