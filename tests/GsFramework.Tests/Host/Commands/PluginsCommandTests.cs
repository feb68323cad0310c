using System.Text.Json.Nodes;
using GsFramework.Host.Composition;
using GsFramework.Tests.Host.Composition;

namespace GsFramework.Tests.Host.Commands;

public class PluginsCommandTests
{
    private static readonly string[] _good = ["--plugins", FixturePlugins.Folder("Good")];

    [Fact]
    public void The_list_has_the_built_in_plugins_and_a_strangers()
    {
        var gs = Gs.Run(["plugins", "list", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains($"GsFramework.Models {SharedAssemblies.ContractVersion.ToString(2)}.", gs.Output, StringComparison.Ordinal);
        Assert.Contains("cyclegan-resnet", gs.Output, StringComparison.Ordinal);
        Assert.Contains("Fixture.Good 0.1.0", gs.Output, StringComparison.Ordinal);
        Assert.Matches("compression term +smoothness +total variation of the output", gs.Output);
    }

    [Fact]
    public void A_part_is_shown_with_types_defaults_limits_and_meaning()
    {
        var gs = Gs.Run(["plugins", "show", "smoothness", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains("weight: number from 0 to 1e6; default 0.5\n      Factor in the objective.", gs.Output, StringComparison.Ordinal);
        Assert.Contains("norm: one of absolute, mean-square; default \"absolute\"", gs.Output, StringComparison.Ordinal);
        Assert.Contains("reach: whole number from 1 to 8; default 1", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fragile", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_is_shown_with_all_its_parts_though_one_cannot_be_constructed()
    {
        var gs = Gs.Run(["plugins", "show", "fixture.good", .. _good]);

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains("sha256", gs.Output, StringComparison.Ordinal);
        Assert.Contains("fragile: compression term. cannot be constructed\n  no options", gs.Output, StringComparison.Ordinal);
        Assert.Contains("tiny: generator. one convolution", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        var gs = Gs.Run(["plugins", "show", "smothness", .. _good]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("There is no plugin and no part 'smothness'; did you mean 'smoothness'?", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show", "smoothness")]
    public void Json_is_all_that_is_printed(params string[] arguments)
    {
        var gs = Gs.Run(["plugins", .. arguments, "--json", .. _good]);

        var good = JsonNode.Parse(gs.Output)!.AsArray().Single(static plugin => (string)plugin!["name"]! == "Fixture.Good")!;
        var part = good["parts"]!.AsArray().Single(static part => (string)part!["kind"]! == "smoothness")!;
        Assert.Equal(0.5, (double)part["options"]![0]!["default"]!);
    }
}
