using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;

namespace GsFramework.Tests.Core.Configuration;

public class SchemaTests
{
    private readonly JsonNode _schema;

    public SchemaTests()
    {
        using var catalog = SampleParts.Catalog();
        _schema = JsonNode.Parse(new SchemaWriter(catalog).Write())!;
    }

    [Fact]
    public void It_is_of_the_current_draft_and_allows_no_other_keys()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)_schema["$schema"]!);
        Assert.False((bool)_schema["additionalProperties"]!);
        Assert.Equal(
            OptionsShape.Of(typeof(RunOptions)).Select(static option => option.Name).Prepend("$schema"),
            _schema["properties"]!.AsObject().Select(static pair => pair.Key)
        );
    }

    [Fact]
    public void An_option_has_its_meaning_limits_and_default()
    {
        var bits = Term("sample")["anyOf"]![0]!["properties"]!["bits"]!;

        Assert.Equal(
            """{"description":"Bits of a weight.","type":"integer","minimum":2,"maximum":8,"default":8}""",
            bits.ToJsonString()
        );
    }

    [Fact]
    public void The_default_of_a_nested_option_is_that_of_its_place() =>
        Assert.Equal(
            2e-4,
            (double)
                _schema["properties"]!["training"]!["properties"]!["fineTune"]!["properties"]!["learningRate"]![
                    "default"
                ]!
        );

    [Fact]
    public void Every_known_term_is_there_and_no_other()
    {
        var terms = _schema["properties"]!["objective"]!["properties"]!["terms"]!;

        Assert.Equal(["gamma-l1", "sample"], terms["properties"]!.AsObject().Select(static pair => pair.Key));
        Assert.False((bool)terms["additionalProperties"]!);
        Assert.NotNull(Term("sample")["anyOf"]![0]!["properties"]!["enabled"]);
        Assert.Equal("[true,false,null]", Term("sample")["anyOf"]![1]!["enum"]!.ToJsonString());
    }

    [Fact]
    public void A_part_is_a_name_or_an_object_with_its_kind()
    {
        var distance = _schema["$defs"]!["image-distance"]!["anyOf"]!.AsArray();

        Assert.Equal(
            ["mse", "perceptual", "undecided"],
            distance.Take(3).Select(static choice => (string)choice!["const"]!)
        );
        Assert.Equal("perceptual", (string)distance[4]!["properties"]!["kind"]!["const"]!);
        Assert.Equal("#/$defs/image-distance", (string)distance[4]!["properties"]!["inner"]!["anyOf"]![0]!["$ref"]!);
        Assert.Equal(
            "#/$defs/image-distance",
            (string)Term("sample")["anyOf"]![0]!["properties"]!["distance"]!["$ref"]!
        );
    }

    [Fact]
    public void Every_reference_has_its_definition()
    {
        var definitions = _schema["$defs"]!.AsObject().Select(static pair => $"#/$defs/{pair.Key}").ToHashSet();

        Assert.Superset(References(_schema).ToHashSet(), definitions);
    }

    private JsonNode Term(string name) =>
        _schema["properties"]!["objective"]!["properties"]!["terms"]!["properties"]![name]!;

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject item => item.SelectMany(static pair =>
                pair.Key == "$ref" ? [(string)pair.Value!] : References(pair.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };
}
