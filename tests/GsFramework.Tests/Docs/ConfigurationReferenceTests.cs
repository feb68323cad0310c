using System.Text.Json.Nodes;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Docs;

public class ConfigurationReferenceTests
{
    [Fact]
    public void The_committed_reference_is_that_of_the_options_and_the_built_in_plugins()
    {
        using var folder = new Folder();

        Assert.Equal(0, Gs.Run("config", "reference", "-o", folder["configuration.md"]).ExitCode);

        // Otherwise: gs config reference -o docs/configuration.md
        Assert.Equal(
            File.ReadAllText(Repository.Path("docs", "configuration.md")),
            File.ReadAllText(folder["configuration.md"])
        );
    }

    [Fact]
    public void It_has_every_key_and_every_meaning_of_the_schema()
    {
        var schema = JsonNode.Parse(Gs.Run("config", "schema", "--plugins", DocumentedPlugins.Folder).Output)!;
        var page = Gs.Run("config", "reference", "--plugins", DocumentedPlugins.Folder).Output;
        var keys = Keys(schema).Where(static entry => entry.Key is not ("$schema" or "kind" or "enabled")).ToArray();

        Assert.Contains(keys, static entry => entry.Key == "targetMacRatio");
        Assert.All(keys, entry => Assert.Matches($"(\\| `|[.])({entry.Key}` \\|)|## `{entry.Key}`", page));
        Assert.All(
            keys.Where(static entry => entry.Value["type"] is not null && entry.Value["description"] is not null),
            entry =>
                Assert.Contains(
                    $"{entry.Value["description"]}".Replace("|", "\\|", StringComparison.Ordinal),
                    page,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void It_says_type_default_bounds_and_meaning_of_a_key()
    {
        var page = Gs.Run("config", "reference").Output;

        Assert.Contains(
            "| `training.fineTune.learningRate` | number | `0.0002` | from 0 to 1 | Base learning rate",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "| `data.source` | [image source](#image-source) | `\"folder\"` |  | Where images come from. |",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("### `distillation` (compression term)", page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, JsonObject Value)> Keys(JsonNode? node) =>
        node switch
        {
            JsonObject item => (item["properties"] as JsonObject ?? [])
                .Select(static pair => (pair.Key, pair.Value!.AsObject()))
                .Concat(item.SelectMany(static pair => Keys(pair.Value))),
            JsonArray list => list.SelectMany(Keys),
            _ => [],
        };
}
