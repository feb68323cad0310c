using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;

namespace GsFramework.Tests.Core.Configuration;

public class WrittenConfigurationTests
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    [Fact]
    public void A_resolved_configuration_gives_the_same_options_again()
    {
        var options = Configured.Bind(
            """
            {
              "name": "Füße \"x\"", "seed": 3, "device": "cpu", "model": { "generator": "cyclegan-resnet" },
              "training": { "slim": { "learningRate": 1e-5 } },
              "objective": { "terms": { "gamma-l1": false, "sample": {
                "weight": 0.1, "limit": 9, "profile": "full-precision", "levels": [3, 1], "layers": { "model.1": 0.25 },
                "distance": { "kind": "perceptual", "inner": { "kind": "perceptual", "scale": 4 } } } } }
            }
            """
        );

        var text = ResolvedConfiguration.ToJson(options);
        var again = Configured.Bind(text);

        Assert.Equal(text, ResolvedConfiguration.ToJson(again));
        Assert.Equal(options.Training, again.Training);
        Assert.Equal(["sample"], again.Objective.Terms.Keys);
        Assert.Equal([3, 1], again.Sample().Levels);
    }

    [Fact]
    public void A_resolved_configuration_says_every_value_that_was_in_force()
    {
        var root = JsonNode.Parse(ResolvedConfiguration.ToJson(Configured.Bind(Configured.Term("{}"))))!;

        Assert.Equal(0.0002, (double)root["training"]!["fineTune"]!["learningRate"]!);
        Assert.Equal("mse", (string)root["objective"]!["terms"]!["sample"]!["distance"]!["kind"]!);
        Assert.Equal("auto", (string)root["device"]!);
    }

    [Fact]
    public void The_starter_has_every_key_and_every_term_and_binds()
    {
        using var catalog = SampleParts.Catalog();
        var text = new StarterConfiguration(catalog).Write();
        var root = JsonNode.Parse(text, documentOptions: _lenient)!.AsObject();

        Assert.Equal(
            OptionsShape.Of(typeof(RunOptions)).Select(static option => option.Name),
            root.Select(static pair => pair.Key)
        );
        Assert.Equal(["gamma-l1", "sample"], root["objective"]!["terms"]!.AsObject().Select(static pair => pair.Key));
        Assert.Contains("// Bits of a weight. (from 2 to 8)", text, StringComparison.Ordinal);
        Assert.Equal(8, Configured.Bind(text).Sample().Bits);
    }
}
