using System.Reflection.PortableExecutable;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Terms;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;
using Serilog.Core;

namespace GsFramework.Tests.Core.Composition.Loading;

/// <summary>Every way in which a plugin can be wrong before any part of it is constructed.</summary>
public sealed class BadPluginTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "constructor",
        "load",
        "the constructor of its module Fixtures.Faulty.FaultyModule failed: InvalidOperationException: the licence "
            + "has run out.",
        "Fix the plugin"
    )]
    [InlineData(
        "registration",
        "register",
        "the module Fixtures.Faulty.FaultyModule failed: InvalidOperationException: the table of parts is empty.",
        "Fix the plugin"
    )]
    [InlineData("nothing", "register", "its module registers no part", "builder.RegisterPart")]
    [InlineData("key", "register", "its compression term has the name 'Edge Loss:v2'", "kebab case")]
    [InlineData("word", "register", "its compression term has the name 'false'", "kebab case")]
    [InlineData(
        "twice",
        "register",
        "it has 2 parts that are a compression term 'plain': Fixtures.Faulty.PlainTerm and Fixtures.Faulty.OtherTerm",
        "a name of its own"
    )]
    [InlineData(
        "no-default",
        "register",
        "the options Fixtures.Faulty.BareOptions of its compression term 'bare' have no default for 'folder'",
        "Give the property a default"
    )]
    [InlineData(
        "private-constructor",
        "register",
        "The ICompressionTerm 'hidden' cannot be constructed: Fixtures.Faulty.HiddenTerm is abstract or has no public "
            + "constructor.",
        "Fix the plugin"
    )]
    [InlineData(
        "uri-option",
        "register",
        "the options Fixtures.Faulty.UriOptions of its compression term 'uri' have 'server' of the type System.Uri, "
            + "which no configuration can hold.",
        "Take text"
    )]
    [InlineData("span-option", "register", "have 'timeout' of the type Nullable<System.TimeSpan>", "Take text")]
    [InlineData("object-option", "register", "have 'anything' of the type System.Object", "Take text")]
    [InlineData(
        "number-keys",
        "register",
        "have 'weights' of the type Dictionary<System.Int32, System.Double>",
        "text as keys"
    )]
    [InlineData("inner-option", "register", "have 'parts.since' of the type System.DateTime", "Take text")]
    [InlineData("interface-option", "register", "have 'choice' of the type Fixtures.Faulty.IChoice", "Take text")]
    [InlineData(
        "failing-options",
        "register",
        "the options Fixtures.Faulty.FailingOptions of its compression term 'failing' cannot be made without values: "
            + "InvalidOperationException: no default is good enough.",
        "every property a default"
    )]
    [InlineData(
        "contract",
        "register",
        "its generator 'pretender' is not registered as what it claims to be",
        "RegisterPart"
    )]
    [InlineData("layer-kind", "register", "its layer kind 'conv2d' is there already", "another name")]
    [InlineData(
        "unknown-part",
        "register",
        "its part 'unknown' is registered without its contract, class, options or summary",
        "RegisterPart"
    )]
    [InlineData(
        "failing-default",
        "register",
        "looking at what its module has registered failed: InvalidOperationException: it was never set.",
        "Fix the plugin"
    )]
    [InlineData(
        "endless-options",
        "register",
        "have no end: 'twigs' of Fixtures.Faulty.EndlessBranch leads to the same options again",
        "each branch ends"
    )]
    [InlineData(
        "layer-name",
        "register",
        "The layer Fixtures.Faulty.NamelessLayer has no name.",
        "Put [LayerKind(\"name\")] on it."
    )]
    [InlineData(
        "layer-maker",
        "register",
        "looking at what its module has registered failed: InvalidOperationException: no layer today.",
        "Fix the plugin"
    )]
    public void A_module_that_goes_wrong_is_refused_with_all_its_parts(
        string fault,
        string phase,
        string reason,
        string remedy
    )
    {
        var plugin = FixturePlugins.Faulty(_folder, fault);

        using var catalog = FixturePlugins.Load(Logger.None, plugin, FixturePlugins.Folder("Good"));

        PluginLoadingTests.AssertFault(Assert.Single(catalog.Faults), "Fixture.Faulty", phase, reason, remedy, plugin);
        Assert.Null(catalog.Find(typeof(ICompressionTerm), "plain"));
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "smoothness"));
    }

    // A process of its own, since it is ended.
    [Fact]
    public void A_plugin_that_fails_on_a_thread_of_its_own_is_named_without_a_trace()
    {
        var plugin = FixturePlugins.Faulty(_folder, "thread");

        var gs = GsProcess.Run(new Dictionary<string, string?>(), "plugins", "list", "--plugins", plugin);

        Assert.Equal(2, gs.ExitCode);
        Assert.StartsWith(
            "error: Plugin Fixture.Faulty, Fixtures.Faulty.FaultyModule, on a thread of its own: "
                + "InvalidOperationException: nobody is near.",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_modules_are_both_named() =>
        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(FixturePlugins.Folder("TwoModules")),
            "Fixture.TwoModules",
            "load",
            "it has 2 modules (Fixtures.TwoModules.FirstModule, Fixtures.TwoModules.SecondModule)",
            "exactly one"
        );

    [Fact]
    public void A_plugin_without_a_module_is_told_what_a_plugin_has() =>
        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(FixturePlugins.Folder("NoModule")),
            "Fixture.NoModule",
            "load",
            "it has no module",
            "Autofac.Module"
        );

    [Fact]
    public void A_name_that_two_plugins_have_is_neithers_and_both_are_named()
    {
        using var catalog = FixturePlugins.Load("Good", "DuplicateKey");

        Assert.Equal(["Fixture.Good", "Fixture.DuplicateKey"], catalog.Faults.Select(static fault => fault.Plugin));
        Assert.All(catalog.Faults, static fault =>
            Assert.Contains("its compression term 'smoothness' is also in", fault.Reason, StringComparison.Ordinal)
        );
        Assert.Null(catalog.Find(typeof(ICompressionTerm), "smoothness"));
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "fragile"));
        var message = catalog.Unknown(typeof(ICompressionTerm), "Smoothness");
        Assert.StartsWith(
            "2 plugins have a compression term 'Smoothness': Fixture.Good (",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("Fixture.DuplicateKey (", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_the_programs_own_plugin_stays_its()
    {
        var plugin = FixturePlugins.Faulty(_folder, "taken");

        using var catalog = PluginCatalog.Load(
            [
                new PluginFolder(plugin, PluginSource.CommandLine),
                new PluginFolder(PluginSearch.BuiltIn, PluginSource.BuiltIn),
            ],
            Logger.None
        );

        Assert.Equal("GsFramework.Distillation", catalog.Find(typeof(ICompressionTerm), "distillation")!.Plugin.Name);
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "plain"));
        PluginLoadingTests.AssertFault(
            Assert.Single(catalog.Faults),
            "Fixture.Faulty",
            "register",
            "its compression term 'distillation' is also in GsFramework.Distillation (",
            "rename"
        );
    }

    [Fact]
    public void A_plugin_that_is_there_twice_is_not_used_and_both_places_are_named()
    {
        var copy = FixturePlugins.CopyInto(_folder, "Good");

        using var catalog = FixturePlugins.Load(Logger.None, FixturePlugins.Folder("Good"), copy);

        Assert.Equal(2, catalog.Faults.Count);
        Assert.All(catalog.Faults, fault =>
            PluginLoadingTests.AssertFault(
                fault,
                "Fixture.Good",
                "load",
                "it is there 2 times",
                Path.Combine(copy, "Fixture.Good.dll"),
                FixturePlugins.Folder("Good"),
                "Remove one"
            )
        );
        Assert.Null(catalog.Find(typeof(ICompressionTerm), "smoothness"));
    }

    [Fact]
    public void A_folder_without_a_plugin_is_told_what_was_expected()
    {
        Directory.CreateDirectory(_folder["Blur"]);

        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(_folder.Path),
            "Blur",
            "load",
            "there is no Blur.dll in it",
            _folder["Blur"],
            "or take the folder away"
        );
    }

    [Fact]
    public void An_empty_folder_that_was_named_is_told_what_was_expected() =>
        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(_folder.Path),
            Path.GetFileName(_folder.Path),
            "load",
            "the folder holds no plugin: there is nothing in it",
            "NAME.dll"
        );

    [Fact]
    public void A_file_that_is_no_assembly_is_found()
    {
        Directory.CreateDirectory(_folder["Blur"]);
        File.WriteAllText(_folder["Blur", "Blur.dll"], "no assembly");

        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(_folder.Path),
            "Blur",
            "load",
            "is no .NET assembly, or a damaged one",
            "Build the plugin again"
        );
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void An_assembly_that_is_cut_off_is_found(double share)
    {
        var path = Path.Combine(FixturePlugins.CopyInto(_folder, "Good"), "Fixture.Good.dll");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(share * bytes.Length)]);

        PluginLoadingTests.AssertFault(FixturePlugins.FaultOf(_folder.Path), "Fixture.Good", "load", path);
    }

    [Fact]
    public void A_library_for_another_system_is_no_assembly()
    {
        Directory.CreateDirectory(_folder["Blur"]);
        File.WriteAllBytes(_folder["Blur", "Blur.dll"], [0x7F, .. "ELF"u8, .. new byte[500]]);

        PluginLoadingTests.AssertFault(FixturePlugins.FaultOf(_folder.Path), "Blur", "load", "is no .NET assembly");
    }

    [Fact]
    public void An_assembly_for_other_processors_is_found()
    {
        var path = Path.Combine(FixturePlugins.CopyInto(_folder, "Good"), "Fixture.Good.dll");
        PatchedAssembly.Target(
            path,
            System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
            == System.Runtime.InteropServices.Architecture.Arm64
                ? Machine.Amd64
                : Machine.Arm64
        );

        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(_folder.Path),
            "Fixture.Good",
            "load",
            "processors alone",
            "any CPU"
        );
    }

    [Fact]
    public void An_assembly_under_another_name_is_found()
    {
        var folder = Directory.CreateDirectory(_folder["Blur"]).FullName;
        File.Copy(Path.Combine(FixturePlugins.Folder("Good"), "Fixture.Good.dll"), Path.Combine(folder, "Blur.dll"));

        PluginLoadingTests.AssertFault(
            FixturePlugins.FaultOf(folder),
            "Blur",
            "load",
            "Blur.dll is the assembly Fixture.Good under another name"
        );
    }

    [Fact]
    public void A_damaged_list_of_dependencies_does_not_matter_where_all_is_there()
    {
        var plugin = FixturePlugins.CopyInto(_folder, "WithDependency");
        File.WriteAllText(Path.Combine(plugin, "Fixture.WithDependency.deps.json"), "{");

        using var catalog = FixturePlugins.Load(Logger.None, plugin);

        Assert.Empty(catalog.Faults);
        Assert.NotNull(catalog.Find(typeof(ICompressionTerm), "dependent"));
    }
}
