using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Graph;
using GsFramework.Terms;

namespace GsFramework.Tests.Core.Composition;

/// <summary>Who may refer to whom.</summary>
public class DoorTests
{
    private static readonly string[] _plugins =
    [
        .. Directory.GetDirectories(PluginSearch.BuiltIn).Select(static folder => Path.GetFileName(folder)),
    ];

    public static TheoryData<string> Plugins => [.. _plugins];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_refers_to_neither_the_program_its_library_nor_another_plugin(string plugin)
    {
        var references = ReferencesOf(Path.Combine(PluginSearch.BuiltIn, plugin, plugin + ".dll"));

        Assert.Contains("GsFramework.Abstractions", references);
        Assert.Empty(references.Intersect(["gs", "GsFramework.Core", .. _plugins]));
    }

    [Fact]
    public void The_library_refers_to_neither_the_program_nor_a_plugin()
    {
        var references = ReferencesOf(typeof(PluginCatalog).Assembly.Location);

        Assert.Equal("GsFramework.Core", typeof(PluginCatalog).Assembly.GetName().Name);
        Assert.NotEmpty(_plugins);
        Assert.Empty(references.Intersect(["gs", .. _plugins]));
    }

    [Fact]
    public void The_program_refers_to_its_library_and_to_no_plugin()
    {
        var references = ReferencesOf(Path.Combine(AppContext.BaseDirectory, "gs.dll"));

        Assert.Contains("GsFramework.Core", references);
        Assert.Empty(references.Intersect(_plugins));
    }

    [Fact]
    public void The_conformance_kit_refers_to_the_library_and_not_to_the_program()
    {
        var references = ReferencesOf(Path.Combine(AppContext.BaseDirectory, "GsFramework.Testing.dll"));

        Assert.Contains("GsFramework.Core", references);
        Assert.Empty(
            references.Intersect([
                "gs",
                "System.CommandLine",
                "Spectre.Console",
                "OxyPlot",
                "CsvHelper",
                "MathNet.Numerics",
            ])
        );
    }

    [Fact]
    public void The_contracts_refer_to_the_graph_and_to_none_of_them()
    {
        var references = ReferencesOf(typeof(ICompressionTerm).Assembly.Location);

        Assert.Contains("GsFramework.Graph", references);
        Assert.Empty(references.Intersect(["gs", "GsFramework.Core", .. _plugins]));
    }

    [Fact]
    public void The_graph_refers_to_TorchSharp_and_to_nothing_else_but_dotnet()
    {
        var references = ReferencesOf(typeof(NetworkGraph).Assembly.Location);

        Assert.Equal("GsFramework.Graph", typeof(NetworkGraph).Assembly.GetName().Name);
        Assert.Equal(["TorchSharp"], references.Where(static name => !SharedAssemblies.IsFramework(name)));
    }

    [Fact]
    public void What_the_contracts_refer_to_is_shared() =>
        Assert.Superset(
            new HashSet<string>
            {
                "GsFramework.Abstractions",
                "GsFramework.Graph",
                "TorchSharp",
                "Autofac",
                "Serilog",
                "SkiaSharp",
            },
            SharedAssemblies.Names.ToHashSet()
        );

    private static string[] ReferencesOf(string path) =>
        [.. AssemblyFile.Read(path)!.References.Select(static name => name.Name!)];
}
