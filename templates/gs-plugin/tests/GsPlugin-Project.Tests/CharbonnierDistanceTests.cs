using GsFramework.Testing;
using static TorchSharp.torch;

namespace GsPluginNamespace.Tests;

/// <summary>The rules that every distance keeps, and what is this distance's own.</summary>
public sealed class CharbonnierDistanceTests : DistanceConformance<PluginModule>
{
    protected override string Key => CharbonnierDistance.Key;

    protected override IReadOnlyList<string> WrongOptions => ["""{ "epsilon": 0 }"""];

    [Fact]
    public void Far_above_epsilon_it_is_the_absolute_difference()
    {
        using var scope = NewDisposeScope();
        var images = zeros(1, 3, 4, 4);
        var distance = new CharbonnierDistance(new CharbonnierOptions { Epsilon = 1e-4 });

        Assert.Equal(0.5, distance.Distance(images + 0.5, images).item<float>(), 1e-3);
    }
}
