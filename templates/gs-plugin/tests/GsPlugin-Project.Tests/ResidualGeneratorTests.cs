using GsFramework.Testing;

namespace GsPluginNamespace.Tests;

/// <summary>The rules that every generator keeps, and what is this generator's own.</summary>
public sealed class ResidualGeneratorTests : GeneratorConformance<PluginModule>
{
    protected override string Key => ResidualGenerator.Key;

    protected override string Options => """{ "width": 4, "blocks": 1 }""";

    protected override IReadOnlyList<string> WrongOptions => ["""{ "width": 0 }""", """{ "blocks": -1 }"""];

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void It_has_as_many_residual_blocks_as_asked_for(int blocks)
    {
        var graph = new ResidualGenerator(new ResidualGeneratorOptions { Width = 2, Blocks = blocks }).Create();

        Assert.Equal(blocks, graph.Nodes.Count(static node => node.Layer is GsFramework.Graph.Layers.Add));
    }
}
