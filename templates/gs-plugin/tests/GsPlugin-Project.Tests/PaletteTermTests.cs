using GsFramework.Testing;
using static TorchSharp.torch;

namespace GsPluginNamespace.Tests;

/// <summary>The rules that every term keeps, and what is this term's own.</summary>
public sealed class PaletteTermTests : CompressionTermConformance<PluginModule>
{
    protected override string Key => PaletteTerm.Key;

    protected override string Options => """{ "weight": 5, "spread": 0.5 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "spread": -1 }"""];

    [Fact]
    public void It_does_not_matter_where_a_colour_is()
    {
        using var scope = NewDisposeScope();
        var images = (rand(2, 3, 8, 8) * 2) - 1;

        Assert.Equal(0, PaletteTerm.Difference(images.flip(2, 3), images, spread: 1).item<float>(), 1e-6);
    }

    [Fact]
    public void Images_of_less_contrast_differ_in_spread_alone()
    {
        using var scope = NewDisposeScope();
        var images = (rand(2, 3, 8, 8) * 2) - 1;
        var mean = images.mean([2, 3], keepdim: true);
        var faded = mean + ((images - mean) * 0.5);

        Assert.Equal(0, PaletteTerm.Difference(faded, images, spread: 0).item<float>(), 1e-6);
        Assert.True(PaletteTerm.Difference(faded, images, spread: 1).item<float>() > 0.01);
    }
}
