using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using Serilog.Core;

namespace GsFramework.Tests.Core.Composition.Loading;

public class PluginLoadingTests
{
    [Fact]
    public void A_plugin_is_found_by_the_name_of_its_folder_and_hashed()
    {
        using var catalog = FixturePlugins.Load("Good");

        var plugin = Assert.Single(catalog.Plugins, static plugin => !plugin.IsHost);
        Assert.Equal("Fixture.Good", plugin.Name);
        Assert.Equal("0.1.0", plugin.Version);
        Assert.Equal(64, plugin.Sha256.Length);
        Assert.Equal(
            ["fragile", "smoothness"],
            catalog.PartsOf(typeof(ICompressionTerm)).Select(static part => part.Metadata.Key)
        );
        Assert.Empty(catalog.Faults);
    }

    [Fact]
    public void A_part_of_a_plugin_is_of_the_hosts_contract()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Logger.None);

        var generator = parts.Create(new PartSelection<IGeneratorFactory>("tiny"));

        Assert.NotSame(
            System.Runtime.Loader.AssemblyLoadContext.Default,
            System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(generator.GetType().Assembly)
        );
        Assert.Single(generator.Create().Nodes);
    }

    [Fact]
    public void A_plugin_uses_the_library_that_it_carries()
    {
        using var catalog = FixturePlugins.Load("WithDependency");

        Assert.Equal(
            "a term whose plugin carries a library",
            catalog.Find(typeof(ICompressionTerm), "dependent")!.Metadata.Summary
        );
    }

    [Fact]
    public void Two_plugins_carry_two_versions_of_one_library()
    {
        using var catalog = FixturePlugins.Load("WithDependency", "WithLaterDependency");
        using var parts = new PartFactory(catalog, Logger.None);

        double Generation(string term) =>
            Assert
                .IsType<IReportsValues>(parts.Create(new PartSelection<ICompressionTerm>(term)), exactMatch: false)
                .Values.Single()
                .Value;

        Assert.Empty(catalog.Faults);
        Assert.Equal((1, 2), (Generation("dependent"), Generation("later")));
    }

    [Fact]
    public void A_plugin_that_carries_the_contracts_gets_the_hosts_and_a_warning_names_the_copy()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Good");
        File.Copy(typeof(ICompressionTerm).Assembly.Location, Path.Combine(plugin, "GsFramework.Abstractions.dll"));
        var log = new CollectedLog();

        using var catalog = FixturePlugins.Load(log.Logger, plugin);

        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "smoothness"));
        Assert.Contains(log.Lines, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains(Path.Combine(plugin, "GsFramework.Abstractions.dll"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Several_folders_are_searched_and_a_bad_plugin_hides_none_of_the_others_parts()
    {
        using var first = new Folder();
        using var second = new Folder();
        FixturePlugins.Faulty(first, "registration");
        FixturePlugins.CopyInto(first, "Good");
        FixturePlugins.CopyInto(second, "Pipeline");

        using var catalog = FixturePlugins.Load(Logger.None, first.Path, second.Path);

        Assert.Equal("Fixture.Faulty", Assert.Single(catalog.Faults).Plugin);
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "smoothness"));
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "blow-up"));
        Assert.Null(catalog.Find(typeof(ICompressionTerm), "plain"));
        Assert.Contains(
            "It may be in a plugin that could not be loaded: Fixture.Faulty",
            catalog.Unknown(typeof(ICompressionTerm), "plain"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_same_plugin_by_several_ways_is_one()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Good");
        Directory.CreateSymbolicLink(folder["link"], plugin);
        Directory.CreateDirectory(folder["links"]);
        Directory.CreateSymbolicLink(folder["links", "Fixture.Good"], plugin);

        using var catalog = FixturePlugins.Load(
            Logger.None,
            plugin,
            plugin + "/",
            Path.GetRelativePath(Environment.CurrentDirectory, plugin),
            Path.Combine(plugin, "..", "Fixture.Good"),
            folder["link"],
            folder["links"]
        );

        Assert.Empty(catalog.Faults);
        Assert.Equal(plugin, Assert.Single(catalog.Plugins, static loaded => !loaded.IsHost).Folder);
    }

    [Fact]
    public void What_is_given_by_the_environment_is_found_and_its_source_is_known()
    {
        using var folder = new Folder();
        FixturePlugins.CopyInto(folder, "Good");

        using var catalog = PluginCatalog.Load(
            [
                new PluginFolder(FixturePlugins.Folder("Pipeline"), PluginSource.Configuration),
                new PluginFolder(folder.Path, PluginSource.Environment),
            ],
            Logger.None
        );

        Assert.Equal(
            [("Fixture.Pipeline", PluginSource.Configuration), ("Fixture.Good", PluginSource.Environment)],
            catalog.Plugins.Where(static plugin => !plugin.IsHost).Select(static plugin => (plugin.Name, plugin.Source))
        );
    }

    [Fact]
    public void A_missing_dependency_names_plugin_and_dependency()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "WithDependency");
        File.Delete(Path.Combine(plugin, "Fixture.Library.dll"));

        AssertFault(
            FixturePlugins.FaultOf(plugin),
            "Fixture.WithDependency",
            "load",
            "it needs Fixture.Library 0.1.0, which is missing",
            plugin,
            "EnableDynamicLoading"
        );
    }

    [Fact]
    public void Contracts_of_the_future_are_found_before_anything_is_instantiated() =>
        AssertFault(
            FixturePlugins.FaultOf(FixturePlugins.Folder("FutureContract")),
            "Fixture.FutureContract",
            "load",
            $"it was built for GsFramework.Abstractions 99.0, this program has "
                + $"{SharedAssemblies.ContractVersion.ToString(2)}",
            "Rebuild the plugin"
        );

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, -1, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(-1, 0, false)]
    public void A_plugin_for_an_older_minor_version_loads_and_one_for_another_does_not(int major, int minor, bool loads)
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Good");
        var present = new Version(2, 3);
        foreach (var contract in SharedAssemblies.Versioned)
        {
            PatchedAssembly.Refer(
                Path.Combine(plugin, "Fixture.Good.dll"),
                contract,
                new Version(present.Major + major, present.Minor + minor, 0, 0)
            );
        }

        using var catalog = PluginCatalog.Load(
            [new PluginFolder(plugin, PluginSource.CommandLine)],
            Logger.None,
            present
        );

        if (!loads)
        {
            AssertFault(
                Assert.Single(catalog.Faults),
                "Fixture.Good",
                "load",
                "this program has 2.3",
                "Rebuild the plugin for 2.3"
            );
            return;
        }

        using var parts = new PartFactory(catalog, Logger.None);
        Assert.Empty(catalog.Faults);
        Assert.Equal(0.5, parts.Create(new PartSelection<ICompressionTerm>("smoothness")).Weight);
    }

    [Fact]
    public void The_graph_is_judged_as_the_contracts_are()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Good");
        PatchedAssembly.Refer(Path.Combine(plugin, "Fixture.Good.dll"), "GsFramework.Graph", new Version(99, 0, 0, 0));

        AssertFault(
            FixturePlugins.FaultOf(plugin),
            "Fixture.Good",
            "load",
            "it was built for GsFramework.Graph 99.0",
            "Rebuild the plugin"
        );
    }

    [Fact]
    public void A_private_library_for_other_contracts_is_found_too()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "WithDependency");
        File.Copy(
            Path.Combine(FixturePlugins.Folder("FutureContract"), "Fixture.FutureContract.dll"),
            Path.Combine(plugin, "Fixture.Library.dll"),
            overwrite: true
        );

        AssertFault(
            FixturePlugins.FaultOf(plugin),
            "Fixture.WithDependency",
            "load",
            "its library Fixture.FutureContract does not fit",
            "99.0"
        );
    }

    [Fact]
    public void A_plugin_for_a_later_dotnet_is_told_from_one_with_a_missing_dependency()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "Good");
        PatchedAssembly.Refer(
            Path.Combine(plugin, "Fixture.Good.dll"),
            "System.Runtime",
            new Version(Environment.Version.Major + 1, 0, 0, 0)
        );

        AssertFault(
            FixturePlugins.FaultOf(plugin),
            "Fixture.Good",
            "load",
            $"it was built for .NET {Environment.Version.Major + 1}.0",
            "TargetFramework"
        );
    }

    [Theory]
    [InlineData("0.1", "0.1", true)]
    [InlineData("0.2", "0.1", false)]
    [InlineData("0.1", "0.2", false)]
    [InlineData("1.2", "1.4", true)]
    [InlineData("1.5", "1.4", false)]
    [InlineData("2.0", "1.4", false)]
    public void Versions_are_judged_as_semantic_ones(string wanted, string present, bool fits) =>
        Assert.Equal(fits, ContractVersion.Fits(Version.Parse(wanted), Version.Parse(present)));

    internal static void AssertFault(PluginFault fault, string plugin, string phase, params string[] texts)
    {
        Assert.Equal((plugin, phase), (fault.Plugin, fault.Phase));
        Assert.NotEmpty(fault.Remedy);
        Assert.All(texts, text => Assert.Contains(text, fault.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", fault.ToString(), StringComparison.Ordinal);
    }
}
