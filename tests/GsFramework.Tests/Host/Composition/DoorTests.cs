using GsFramework.Host.Composition;

namespace GsFramework.Tests.Host.Composition;

/// <summary>Who may refer to whom.</summary>
public class DoorTests
{
    private static readonly string[] _plugins =
        [.. Directory.GetDirectories(PluginSearch.BuiltIn).Select(static folder => Path.GetFileName(folder))];

    public static TheoryData<string> Plugins => [.. _plugins];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_refers_neither_to_the_host_nor_to_another_plugin(string plugin)
    {
        var references = ReferencesOf(Path.Combine(PluginSearch.BuiltIn, plugin, plugin + ".dll"));

        Assert.Contains("GsFramework.Abstractions", references);
        Assert.DoesNotContain("gs", references);
        Assert.Empty(references.Intersect(_plugins));
    }

    [Fact]
    public void The_host_refers_to_no_plugin()
    {
        var references = ReferencesOf(typeof(PluginCatalog).Assembly.Location);

        Assert.NotEmpty(_plugins);
        Assert.Empty(references.Intersect(_plugins));
    }

    [Fact]
    public void The_contracts_refer_to_neither()
    {
        var references = ReferencesOf(typeof(UserException).Assembly.Location);

        Assert.DoesNotContain("gs", references);
        Assert.Empty(references.Intersect(_plugins));
    }

    [Fact]
    public void What_the_contracts_refer_to_is_shared() => Assert.Superset(
        new HashSet<string> { "GsFramework.Abstractions", "TorchSharp", "Autofac", "Serilog", "SkiaSharp" },
        SharedAssemblies.Names.ToHashSet());

    private static string[] ReferencesOf(string path) => [.. AssemblyFile.Read(path)!.References.Select(static name => name.Name!)];
}
