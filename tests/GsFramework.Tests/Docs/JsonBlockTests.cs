using System.Text.Json;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>What a reader copies into a configuration is bound as the program binds it.</summary>
public class JsonBlockTests
{
    private static readonly JsonDocumentOptions _reading = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static readonly string[] _keys = [.. ReferenceRow.Of(new RunOptions(), "").Select(static row => row.Path)];

    [Fact]
    public void Every_JSON_block_of_the_documentation_is_a_valid_piece_of_a_configuration()
    {
        using var catalog = DocumentedPlugins.Load();
        var blocks = Page
            .WithBuiltPlugins.SelectMany(static page => page.Blocks)
            .Where(static block => block.Language is "json" or "jsonc")
            .ToArray();

        Assert.True(blocks.Length >= 10);
        Assert.Empty(
            blocks.SelectMany(block => Faults(block.Text, catalog).Select(fault => $"{block.Place}: {fault}"))
        );
    }

    [Fact]
    public void So_is_every_piece_of_JSON_within_a_line()
    {
        using var catalog = DocumentedPlugins.Load();
        var spans =
            from page in Page.WithBuiltPlugins
            from span in page.Spans
            where span.Text.StartsWith('"') && span.Text.Contains("\":", StringComparison.Ordinal)
            select (Place: $"{page.Path}:{span.Line}", span.Text);

        Assert.Empty(
            spans.SelectMany(span => Faults(span.Text, catalog).Select(fault => $"{span.Place}: {span.Text}: {fault}"))
        );
    }

    // A piece may begin anywhere in the file, or be an option of a part: it is right when it is right somewhere.
    private static string[] Faults(string text, PluginCatalog catalog)
    {
        try
        {
            var isWhole =
                text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith("//", StringComparison.Ordinal);
            using var piece = JsonDocument.Parse(isWhole ? text : $"{{{text}}}", _reading);
            string[] keys = [.. piece.RootElement.EnumerateObject().Select(static property => property.Name)];
            var first = keys.FirstOrDefault("");
            var outcomes = (
                isWhole
                    ? [text]
                    : _keys
                        .Append("$schema")
                        .Append($"objective.terms.{first}")
                        .Where(key => $".{key}".EndsWith($".{first}", StringComparison.Ordinal))
                        .Select(key => Within(key, text))
            )
                .Select(whole => Texts(FaultsOf(whole, catalog, static binder => binder.BindRun())))
                .Concat(
                    catalog
                        .Parts.Where(part => OptionsShape.Of(part.Metadata.Options).Any(option => option.Name == first))
                        .Select(part =>
                            Texts(
                                FaultsOf(isWhole ? text : $"{{{text}}}", catalog, binder => binder.BindOptionsOf(part))
                                    .Where(fault => keys.Contains(fault.Path.Split('.')[0]))
                            )
                        )
                );
            return outcomes.MinBy(static faults => faults.Length)!;
        }
        catch (JsonException fault)
        {
            return [$"no JSON: {fault.Message}"];
        }
    }

    private static string Within(string key, string text)
    {
        var above = key.Split('.')[..^1];
        var opening = string.Concat(above.Select(static name => $"\"{name}\": {{"));
        return $"{{{opening}{text}{new string('}', above.Length)}}}";
    }

    private static string[] Texts(IEnumerable<ConfigurationFault> faults) =>
        [.. faults.Select(static fault => fault.ToString())];

    private static IEnumerable<ConfigurationFault> FaultsOf(
        string json,
        PluginCatalog catalog,
        Func<OptionsBinder, object> bind
    )
    {
        using var folder = new Folder();
        File.WriteAllText(folder["block.json"], json);
        var binder = new OptionsBinder(
            ConfigurationLayers.Read(folder["block.json"], [], new Dictionary<string, string>()),
            catalog
        );
        bind(binder);

        // The reader's files are not here.
        return binder.Faults.Where(static fault =>
            !fault.Message.Contains(" does not exist", StringComparison.Ordinal)
        );
    }
}
