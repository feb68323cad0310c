using System.Text.Json.Nodes;
using GsFramework.Tests.Core.Composition;

namespace GsFramework.Tests.Host.Commands;

public class ConfigCommandTests
{
    [Fact]
    public void Init_writes_a_configuration_that_is_valid_but_for_what_it_marks()
    {
        using var folder = new Folder();

        Assert.Equal(0, Gs.Run("config", "init", folder["run.json"]).ExitCode);
        var text = File.ReadAllText(folder["run.json"]);
        var faults = Gs.Run("config", "validate", folder["run.json"]).Error.Trim().Split('\n').Skip(1).ToList();

        Assert.Contains("\"channel-pruning\": {", text, StringComparison.Ordinal);
        Assert.NotEmpty(faults);
        Assert.All(faults, fault =>
            Assert.Contains("// SET THIS: " + fault.Split(": ", 2)[1], text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Init_leaves_a_file_that_is_there_as_it_is()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["run.json"], "precious");

        var gs = Gs.Run("config", "init", folder["run.json"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("exists already", gs.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder["run.json"]));
    }

    [Fact]
    public void Validate_lists_all_faults_of_a_real_configuration()
    {
        using var folder = new Folder();
        File.WriteAllText(
            folder["run.json"],
            """{ "training": { "slimm": {} }, "objective": { "terms": { "distilation": {}, "channel-pruning": { "learningRate": -1 } } } }"""
        );

        var gs = Gs.Run("config", "validate", folder["run.json"], "--set", "data:batchSize=0");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("training.slimm: unknown key; did you mean 'slim'?", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "objective.terms.distilation: no plugin has a compression term 'distilation'; did you mean 'distillation'?",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "objective.terms.channel-pruning.learningRate: -1 is out of range",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "data.batchSize: 0 is out of range; expected a whole number from 1 to 4096 (from --set)",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_configuration_may_name_a_folder_of_plugins_beside_it()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["mine"]);
        FixturePlugins.CopyInto(folder, "Good");
        Directory.Move(folder["Fixture.Good"], folder["mine", "Fixture.Good"]);
        File.WriteAllText(
            folder["run.json"],
            """{ "plugins": { "folders": ["mine"] }, "objective": { "terms": { "smoothness": { "reach": 9 } } } }"""
        );

        var gs = Gs.Run("config", "validate", folder["run.json"]);

        Assert.Contains("objective.terms.smoothness.reach: 9 is out of range", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_knows_the_parts_of_all_plugins()
    {
        using var folder = new Folder();

        var gs = Gs.Run("config", "schema", "-o", folder["gs.schema.json"], "--plugins", FixturePlugins.Folder("Good"));

        Assert.Equal(0, gs.ExitCode);
        var terms = JsonNode.Parse(File.ReadAllText(folder["gs.schema.json"]))!["properties"]!["objective"]![
            "properties"
        ]!["terms"]!["properties"]!;
        Assert.Equal(
            [
                "channel-pruning",
                "discriminator-features",
                "distillation",
                "fragile",
                "paired",
                "quantization",
                "smoothness",
            ],
            terms.AsObject().Select(static pair => pair.Key).Order()
        );
    }
}
