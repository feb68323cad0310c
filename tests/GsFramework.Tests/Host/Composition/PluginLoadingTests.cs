using GsFramework.Host.Composition;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Tests.Host.Composition;

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
        Assert.Equal(["fragile", "smoothness"], catalog.PartsOf(typeof(ICompressionTerm)).Select(static part => part.Metadata.Key));
    }

    [Fact]
    public void A_part_of_a_plugin_is_of_the_hosts_contract()
    {
        using var catalog = FixturePlugins.Load("Good");
        using var parts = new PartFactory(catalog, Serilog.Core.Logger.None);

        var generator = parts.Create(new PartSelection<IGeneratorFactory>("tiny"));

        Assert.NotSame(System.Runtime.Loader.AssemblyLoadContext.Default, System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(generator.GetType().Assembly));
        Assert.Single(generator.Create().Nodes);
    }

    [Fact]
    public void A_plugin_uses_the_library_that_it_carries()
    {
        using var catalog = FixturePlugins.Load("WithDependency");

        Assert.Equal("a term whose plugin carries a library", catalog.Find(typeof(ICompressionTerm), "dependent")!.Metadata.Summary);
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
        Assert.Contains(log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains(Path.Combine(plugin, "GsFramework.Abstractions.dll"), StringComparison.Ordinal));
    }

    [Fact]
    public void Two_modules_are_an_error_that_names_both()
    {
        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load("TwoModules"));

        Assert.Contains("Plugin Fixture.TwoModules has 2 modules", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Fixtures.TwoModules.FirstModule", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Fixtures.TwoModules.SecondModule", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_module_is_an_error_that_says_what_a_plugin_has()
    {
        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load("NoModule"));

        Assert.Contains("Plugin Fixture.NoModule has no module", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Autofac.Module", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_dependency_is_an_error_that_names_plugin_and_dependency()
    {
        using var folder = new Folder();
        var plugin = FixturePlugins.CopyInto(folder, "WithDependency");
        File.Delete(Path.Combine(plugin, "Fixture.Library.dll"));

        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load(Serilog.Core.Logger.None, plugin));

        Assert.Contains("Plugin Fixture.WithDependency needs Fixture.Library 0.1.0, which is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains(plugin, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contracts_of_the_future_are_an_error_before_anything_is_instantiated()
    {
        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load("FutureContract"));

        Assert.Contains($"Plugin Fixture.FutureContract was built for GsFramework.Abstractions 99.0, this host has {SharedAssemblies.ContractVersion.ToString(2)}.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_name_that_is_taken_is_an_error_that_names_both_plugins()
    {
        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load("Good", "DuplicateKey"));

        Assert.Contains("2 parts named 'smoothness' for a compression term", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Fixture.Good", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Fixture.DuplicateKey", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_that_is_there_twice_is_an_error_that_names_both_places()
    {
        using var folder = new Folder();
        var copy = FixturePlugins.CopyInto(folder, "Good");

        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load(Serilog.Core.Logger.None, FixturePlugins.Folder("Good"), copy));

        Assert.Contains(copy, fault.Message, StringComparison.Ordinal);
        Assert.Contains(FixturePlugins.Folder("Good"), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_plugin_is_an_error_that_says_what_was_expected()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["Blur"]);

        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load(Serilog.Core.Logger.None, folder.Path));

        Assert.Contains($"{folder["Blur"]} holds no plugin: expected Blur.dll", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_an_error()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["Blur"]);
        File.WriteAllText(folder["Blur", "Blur.dll"], "no assembly");

        var fault = Assert.Throws<UserException>(() => FixturePlugins.Load(Serilog.Core.Logger.None, folder.Path));

        Assert.Contains("Plugin Blur cannot be loaded", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no .NET assembly", fault.Message, StringComparison.Ordinal);
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
}
