using GsFramework.Core.Configuration;
using GsFramework.Host.Comparison;

namespace GsFramework.Tests.Host.Comparison;

public class ComparedMethodTests
{
    private static readonly Dictionary<string, MethodDefinition> _nothing = [];

    [Fact]
    public void Any_bit_width_is_a_method()
    {
        var method = ComparedMethod.Of("gs-5", _nothing);

        Assert.Contains("objective:terms:quantization:weightBits=5", method.Settings);
        Assert.Contains("5 bits", method.Summary, StringComparison.Ordinal);
        Assert.Throws<UserException>(() => ComparedMethod.Of("gs-1", _nothing));
        Assert.Throws<UserException>(() => ComparedMethod.Of("gs-{bits}", _nothing));
    }

    [Fact]
    public void Placeholders_are_filled_with_the_target()
    {
        var method = ComparedMethod.Of("distillation-then-pruning", _nothing);

        Assert.Contains("objective:terms:channel-pruning:targetMacRatio=3", method.SettingsFor(9, smoke: false));
        Assert.Contains("model:studentMacRatio=2.5", ComparedMethod.Of("gd", _nothing).SettingsFor(2.5, smoke: false));
    }

    [Fact]
    public void A_definition_adds_to_the_known_method_that_it_names_or_is_named_like()
    {
        var defined = new Dictionary<string, MethodDefinition>
        {
            ["mine"] = new()
            {
                Base = "gs-32",
                Set = ["objective:terms:distillation:weight=50"],
                Summary = "more distillation",
            },
            ["cec"] = new() { Set = ["method:generations=3"] },
            ["bare"] = new() { Set = ["training:slim:steps=0"] },
        };

        var mine = ComparedMethod.Of("mine", defined);
        Assert.Equal(
            [.. ComparedMethod.Of("gs-32", _nothing).Settings, "objective:terms:distillation:weight=50"],
            mine.Settings
        );
        Assert.Equal("more distillation", mine.Summary);
        Assert.Equal("method:generations=3", ComparedMethod.Of("cec", defined).Settings[^1]);
        Assert.Contains("method:kind=cec", ComparedMethod.Of("cec", defined).Settings);
        Assert.Equal(["training:slim:steps=0"], ComparedMethod.Of("bare", defined).Settings);
    }

    [Fact]
    public void Settings_can_be_those_of_one_ratio()
    {
        var defined = new Dictionary<string, MethodDefinition>
        {
            ["gs-32"] = new()
            {
                Set = ["training:rewind=true"],
                SetAt = new Dictionary<string, IReadOnlyList<string>>
                {
                    ["10x"] = ["objective:terms:channel-pruning:trunk=true"],
                },
            },
        };
        var method = ComparedMethod.Of("gs-32", defined);

        Assert.Equal("training:rewind=true", method.SettingsFor(4, smoke: false).Last());
        Assert.Equal("objective:terms:channel-pruning:trunk=true", method.SettingsFor(10, smoke: false).Last());
        Assert.DoesNotContain("objective:terms:channel-pruning:trunk=true", method.SettingsFor(null, smoke: false));
    }

    [Fact]
    public void Settings_of_a_ratio_may_not_change_what_is_shared_either()
    {
        var defined = new Dictionary<string, MethodDefinition>
        {
            ["gs-32"] = new() { SetAt = new Dictionary<string, IReadOnlyList<string>> { ["10x"] = ["seed=3"] } },
        };

        var fault = Assert.Throws<UserException>(() => ComparedMethod.Of("gs-32", defined));

        Assert.Contains("comparison.define.gs-32.setAt.10x", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_ratio_that_is_not_compared_are_a_fault()
    {
        var options = new ComparisonOptions
        {
            Ratios = [4, 10],
            Define = new Dictionary<string, MethodDefinition>
            {
                ["gs-32"] = new()
                {
                    SetAt = new Dictionary<string, IReadOnlyList<string>> { ["4x"] = [], ["8x"] = [] },
                },
            },
        };

        var (property, message) = Assert.Single(options.Faults());
        Assert.Equal("Define", property);
        Assert.Contains("gs-32.setAt: '8x'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uniform-widht", "uniform-width")]
    [InlineData("gd-mes", "gd-mse")]
    public void An_unknown_method_is_refused_with_the_nearest_one(string name, string nearest)
    {
        var fault = Assert.Throws<UserException>(() => ComparedMethod.Of(name, _nothing));

        Assert.Contains($"'{nearest}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("comparison.methods", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_base_is_refused_by_its_place()
    {
        var defined = new Dictionary<string, MethodDefinition> { ["mine"] = new() { Base = "gs" } };

        var fault = Assert.Throws<UserException>(() => ComparedMethod.Of("mine", defined));

        Assert.Contains("comparison.define.mine.base", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gs-32", "objective:terms:channel-pruning:targetMacRatio")]
    [InlineData("gd", "model:studentMacRatio")]
    public void A_method_that_aims_at_a_ratio_must_be_given_one(string name, string key)
    {
        var defined = new Dictionary<string, MethodDefinition>
        {
            ["mine"] = new() { Base = name, HasRatio = false },
        };

        var fault = Assert.Throws<UserException>(() => ComparedMethod.Of("mine", defined));

        Assert.Contains(
            $"comparison.define.mine.hasRatio is false, but the setting '{key}={{ratio}}'",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"set '{key}' to a value", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_sets_its_ratio_itself_needs_none()
    {
        var defined = new Dictionary<string, MethodDefinition>
        {
            ["mine"] = new()
            {
                Base = "gs-32",
                HasRatio = false,
                Set = ["objective.terms.channel-pruning.targetMacRatio=3"],
            },
        };

        Assert.False(ComparedMethod.Of("mine", defined).HasRatio);
    }
}
