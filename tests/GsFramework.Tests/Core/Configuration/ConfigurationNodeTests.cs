using GsFramework.Core.Configuration;
using Microsoft.Extensions.Configuration;

namespace GsFramework.Tests.Core.Configuration;

/// <summary>The layers are read as Microsoft.Extensions.Configuration reads them.</summary>
public class ConfigurationNodeTests
{
    private static readonly string[] _names = ["a", "B", "terms", "0", "1", "2", "10", "x-y", "", "training"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Values_and_children_are_those_of_the_library(int seed)
    {
        var random = new Random(seed);
        var layers = Enumerable.Range(0, 3).Select(_ => Layer(random)).ToArray();
        var node = new ConfigurationNode("");
        foreach (var (layer, values) in layers.Index())
        {
            foreach (var (key, value) in values)
            {
                node.Lay(key, value, (ConfigurationLayer)layer);
            }
        }

        var builder = new ConfigurationBuilder();
        foreach (var layer in layers)
        {
            builder.AddInMemoryCollection(layer);
        }

        Compare(builder.Build(), node, layers);
    }

    private static void Compare(
        IConfiguration expected,
        ConfigurationNode found,
        IReadOnlyList<Dictionary<string, string?>> layers
    )
    {
        Assert.Equal(
            expected.GetChildren().Select(static child => child.Key),
            found.Children.Select(static child => child.Key),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var (child, node) in expected.GetChildren().Zip(found.Children))
        {
            Assert.Equal(child.Value, node.Value);
            Assert.Equal(child.Value, found[child.Key]);
            Assert.Equal(Last(layers, layer => layer.ContainsKey(child.Path)), node.Layer);
            Assert.Equal(
                Last(layers, layer =>
                    layer.Keys.Any(key => key.StartsWith(child.Path + ":", StringComparison.OrdinalIgnoreCase))
                ),
                node.LayerBelow
            );
            Compare(child, node, layers);
        }
    }

    private static ConfigurationLayer Last(
        IReadOnlyList<Dictionary<string, string?>> layers,
        Func<Dictionary<string, string?>, bool> holds
    ) =>
        layers.Index().Where(entry => holds(entry.Item)).Select(static entry => (int?)entry.Index).LastOrDefault()
            is { } last
            ? (ConfigurationLayer)last
            : ConfigurationLayer.None;

    private static Dictionary<string, string?> Layer(Random random)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = random.Next(20); i > 0; i--)
        {
            var words = Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ => _names[random.Next(_names.Length)])
                .Select(word => random.Next(3) == 0 ? word.ToUpperInvariant() : word);
            values[string.Join(':', words)] = $"{i}";
        }

        return values;
    }
}
