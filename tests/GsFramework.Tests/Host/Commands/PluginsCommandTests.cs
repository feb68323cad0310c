using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Tests.Core.Composition;

namespace GsFramework.Tests.Host.Commands;

public class PluginsCommandTests
{
    private static readonly string[] _good = ["--plugins", FixturePlugins.Folder("Good")];

    [Fact]
    public void The_list_has_the_built_in_plugins_and_a_strangers()
    {
        var gs = Gs.Run(["plugins", "list", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains(
            $"GsFramework.Models {SharedAssemblies.ContractVersion.ToString(2)}.",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("cyclegan-resnet", gs.Output, StringComparison.Ordinal);
        Assert.Contains("Fixture.Good 0.1.0", gs.Output, StringComparison.Ordinal);
        Assert.Matches("compression term +smoothness +total variation of the output", gs.Output);
    }

    [Fact]
    public void A_part_is_shown_with_types_defaults_limits_and_meaning()
    {
        var gs = Gs.Run(["plugins", "show", "smoothness", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains(
            "weight: number from 0 to 1e6; default 0.5\n      Factor in the objective.",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "norm: one of absolute, mean-square; default \"absolute\"",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("reach: whole number from 1 to 8; default 1", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fragile", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_is_shown_with_all_its_parts_though_one_cannot_be_constructed()
    {
        var gs = Gs.Run(["plugins", "show", "fixture.good", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains("sha256", gs.Output, StringComparison.Ordinal);
        Assert.Contains(
            "fragile: compression term. cannot be constructed\n  no options",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("tiny: generator. one convolution", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_kind_is_shown_with_its_plugin_and_its_type()
    {
        var gs = Gs.Run("plugins", "show", "broken-layer", "--plugins", FixturePlugins.Folder("Broken"));

        Assert.Equal(0, gs.ExitCode);
        Assert.StartsWith("Fixture.Broken ", gs.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\n\nbroken-layer: layer kind, Fixtures.Broken.BrokenLayer\n",
            gs.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        var gs = Gs.Run(["plugins", "show", "smothness", .. _good]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "There is no plugin, part or layer kind 'smothness'; did you mean 'smoothness'?",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show", "smoothness")]
    public void Json_is_all_that_is_printed(params string[] arguments)
    {
        var gs = Gs.Run(["plugins", .. arguments, "--json", .. _good]);

        var json = JsonNode.Parse(gs.Output)!;
        Assert.Empty(json["faults"]!.AsArray());
        var good = json["plugins"]!.AsArray().Single(static plugin => (string)plugin!["name"]! == "Fixture.Good")!;
        var part = good["parts"]!.AsArray().Single(static part => (string)part!["kind"]! == "smoothness")!;
        Assert.Equal(0.5, (double)part["options"]![0]!["default"]!);
    }

    [Fact]
    public void The_list_shows_what_is_good_and_why_the_rest_is_not()
    {
        using var folder = new Folder();
        var (bad, good) = (FixturePlugins.Faulty(folder, "registration"), FixturePlugins.CopyInto(folder, "Good"));

        var text = Gs.Run("plugins", "list", "--plugins", folder.Path);
        var json = Gs.Run("plugins", "list", "--plugins", folder.Path, "--json");

        Assert.Equal((2, 2), (text.ExitCode, json.ExitCode));
        Assert.Matches("compression term +smoothness +total variation of the output", text.Output);
        Assert.Contains($"cannot be used: Fixture.Faulty  {bad}", text.Output, StringComparison.Ordinal);
        Assert.Contains(
            "register: the module Fixtures.Faulty.FaultyModule failed: InvalidOperationException: the table of parts "
                + "is empty.",
            text.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("Fix the plugin", text.Output, StringComparison.Ordinal);
        Assert.Equal(
            "error: Fixture.Faulty cannot be used in whole; the list tells why. All others can.",
            text.Error.Trim()
        );
        var fault = Assert.Single(JsonNode.Parse(json.Output)!["faults"]!.AsArray())!;
        Assert.Equal(("Fixture.Faulty", "register"), ((string)fault["plugin"]!, (string)fault["phase"]!));
        Assert.NotEmpty((string)fault["remedy"]!);
        Assert.Contains(good, json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_every_type_that_can_be_bound_are_described_everywhere()
    {
        using var folder = new Folder();
        string[] plugins = ["--plugins", FixturePlugins.Faulty(folder, "every-option")];

        foreach (
            var gs in new[]
            {
                Gs.Run(["plugins", "show", "every", .. plugins]),
                Gs.Run(["plugins", "show", "every", "--json", .. plugins]),
                Gs.Run(["config", "schema", .. plugins]),
                Gs.Run(["config", "reference", .. plugins]),
            }
        )
        {
            Assert.True(gs.ExitCode == 0, gs.Error);
            foreach (
                var option in new[] { "name", "count", "rate", "weights", "groups", "layers", "order", "distance" }
            )
            {
                Assert.Contains(option, gs.Output, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Layer_kinds_are_listed_with_the_parts()
    {
        string[] plugins = ["--plugins", FixturePlugins.Folder("Broken")];

        var text = Gs.Run(["plugins", "list", .. plugins]);
        var json = Gs.Run(["plugins", "list", "--json", .. plugins]);

        Assert.Matches("layer kind +broken-layer", text.Output);
        var broken = JsonNode.Parse(json.Output)!["plugins"]!
            .AsArray()
            .Single(static plugin => (string)plugin!["name"]! == "Fixture.Broken")!;
        Assert.Contains("broken-layer", broken["layerKinds"]!.AsArray().Select(static kind => (string)kind!));
    }

    [Theory]
    [InlineData("plugins", "list", "--plugins")]
    [InlineData("config", "schema", "--plugins")]
    public void A_file_in_place_of_a_folder_of_plugins_is_told_to_be_one(params string[] arguments)
    {
        var file = Path.Combine(FixturePlugins.Folder("Good"), "Fixture.Good.dll");

        var gs = Gs.Run([.. arguments, file]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "is a file, not a folder of plugins. Name the folder it is in.",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Commands_that_need_nothing_of_a_bad_plugin_go_on_with_a_warning()
    {
        using var folder = new Folder();
        FixturePlugins.Faulty(folder, "constructor");
        FixturePlugins.CopyInto(folder, "Good");
        string[] plugins = ["--plugins", folder.Path];

        foreach (
            var gs in new[]
            {
                Gs.Run(["plugins", "show", "smoothness", .. plugins]),
                Gs.Run(["config", "schema", .. plugins]),
            }
        )
        {
            Assert.True(gs.ExitCode == 0, gs.Error);
            Assert.StartsWith("warning: Plugin Fixture.Faulty (", gs.Error, StringComparison.Ordinal);
            Assert.Contains("load: the constructor of its module", gs.Error, StringComparison.Ordinal);
            Assert.Contains("smoothness", gs.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_may_be_in_a_bad_plugin_is_answered_with_that()
    {
        using var folder = new Folder();
        FixturePlugins.Faulty(folder, "constructor");
        File.WriteAllText(folder["run.json"], """{ "objective": { "terms": { "plain": {} } } }""");

        var show = Gs.Run("plugins", "show", "fixture.faulty", "--plugins", folder["Fixture.Faulty"]);
        var validate = Gs.Run("config", "validate", folder["run.json"], "--plugins", folder["Fixture.Faulty"]);

        Assert.Equal((2, 2), (show.ExitCode, validate.ExitCode));
        Assert.Contains("error: Plugin Fixture.Faulty (", show.Error, StringComparison.Ordinal);
        Assert.Contains(
            "objective.terms.plain: no plugin has a compression term 'plain'",
            validate.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "It may be in a plugin that could not be loaded: Fixture.Faulty ('gs plugins list' tells why)",
            validate.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("plugins", "--help")]
    [InlineData("plugins", "list", "--help")]
    public void The_help_says_that_there_is_no_sandbox(params string[] line) =>
        Assert.Contains("no sandbox", Gs.Run(line).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
}
