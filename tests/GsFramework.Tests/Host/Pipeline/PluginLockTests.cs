using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Processes;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>The plugins of a run that is resumed, and those that a configuration demands.</summary>
[Collection(nameof(OwnEnvironment))]
public sealed class PluginLockTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly Folder _plugins = new();

    public void Dispose()
    {
        _project.Dispose();
        _plugins.Dispose();
    }

    [Fact]
    public void A_run_notes_all_plugins_with_their_private_libraries_before_it_trains()
    {
        var folder = FixturePlugins.CopyInto(_plugins, "WithDependency");
        Interrupted("objective:terms:dependent:enabled=true");

        var written = Lock();

        Assert.Equal(1, (int)written["schemaVersion"]!);
        Assert.Equal(HostVersion.Text, (string)written["host"]!);
        Assert.Equal(SharedAssemblies.ContractVersion.ToString(2), (string)written["contracts"]!);
        var plugin = Plugin(written, "Fixture.WithDependency");
        Assert.Equal(
            ("command-line", true, "0.1.0"),
            ((string)plugin["source"]!, (bool)plugin["used"]!, (string)plugin["version"]!)
        );
        Assert.Equal(
            ["Fixture.WithDependency.dll", "Fixture.Library.dll"],
            plugin["files"]!.AsArray().Select(static file => (string)file!["file"]!)
        );
        Assert.All(plugin["files"]!.AsArray(), file =>
            Assert.Equal(
                Convert.ToHexStringLower(
                    SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, (string)file!["file"]!)))
                ),
                (string)file["sha256"]!
            )
        );
        Assert.Equal("0.1.0.0", (string)plugin["files"]![1]!["version"]!);
        Assert.Equal(
            ("built-in", true),
            (
                (string)Plugin(written, "GsFramework.Distillation")["source"]!,
                (bool)Plugin(written, "GsFramework.Distillation")["used"]!
            )
        );
        Assert.DoesNotContain(
            _plugins.Path,
            File.ReadAllText(_project["out", "plugins.lock.json"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_whose_plugin_failed_goes_on_after_that_was_replaced()
    {
        var folder = FixturePlugins.CopyInto(_plugins, "Broken");
        var assembly = Path.Combine(folder, "Fixture.Broken.dll");
        var failed = Run(
            "objective:terms:broken:fault=loss",
            "objective:terms:broken:step=3",
            "objective:terms:channel-pruning:enabled=false"
        );
        Assert.True(failed.ExitCode == 2, failed.Error);
        Assert.Contains(
            "Plugin Fixture.Broken, compression term 'broken', step 3 of slim: InvalidOperationException: Loss went "
                + "wrong.",
            failed.Error,
            StringComparison.Ordinal
        );
        Assert.Contains($"gs resume {_project.Out} --accept-plugins", failed.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Fixtures.Broken.BrokenTerm.Loss",
            File.ReadAllText(_project["out", "log.jsonl"]),
            StringComparison.Ordinal
        );
        var before = (string)Plugin(Lock(), "Fixture.Broken")["files"]![0]!["sha256"]!;

        FixturePlugins.Rebuild(assembly);
        File.WriteAllText(Path.Combine(folder, "fixed.txt"), "");
        var refused = Gs.Run("resume", _project.Out);
        var accepted = Gs.Run("resume", _project.Out, "--accept-plugins");

        var now = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(assembly)));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            $"Fixture.Broken: {assembly} was 0.1.0.0, sha256 {before[..16]} and is 0.1.0.0, sha256 {now[..16]}",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.Contains($"gs resume {_project.Out} --accept-plugins", refused.Error, StringComparison.Ordinal);
        Assert.True(accepted.ExitCode == 0, accepted.Error);
        Assert.Contains(
            "warning: Continuing with another plugin: Fixture.Broken",
            accepted.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("Continuing slim at step 2", accepted.Error, StringComparison.Ordinal);
        Assert.Equal(now, (string)Plugin(Lock(), "Fixture.Broken")["files"]![0]!["sha256"]!);
        Assert.Contains(before[..16], (string)Lock()["accepted"]![0]!["changes"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_on_only_with_the_private_libraries_with_which_it_began()
    {
        var folder = FixturePlugins.CopyInto(_plugins, "WithDependency");
        Interrupted("objective:terms:dependent:enabled=true");
        var (library, kept) = (Path.Combine(folder, "Fixture.Library.dll"), Path.Combine(folder, "kept"));
        File.Copy(library, kept);

        FixturePlugins.Rebuild(library);
        AssertRefused($"Fixture.WithDependency: {library} was 0.1.0.0, sha256");
        File.Move(kept, library, overwrite: true);
        File.WriteAllText(Path.Combine(folder, "libmore.so"), "");
        AssertRefused($"Fixture.WithDependency: libmore.so was not there, in {folder}");
        File.Delete(Path.Combine(folder, "libmore.so"));

        Assert.Equal(0, Gs.Run("resume", _project.Out).ExitCode);
    }

    [Fact]
    public void A_plugin_that_is_gone_or_broken_is_named_before_its_parts_are_missed()
    {
        var folder = FixturePlugins.CopyInto(_plugins, "WithDependency");
        Interrupted("objective:terms:dependent:enabled=true");

        File.WriteAllText(Path.Combine(folder, "Fixture.WithDependency.dll"), "no assembly");
        AssertRefused("Fixture.WithDependency: it cannot be loaded any more");
        Directory.Delete(folder, recursive: true);
        AssertRefused(
            "Fixture.WithDependency: version 0.1.0 is not in any of the folders; name its folder with --plugins"
        );
    }

    [Fact]
    public void A_plugin_that_the_run_does_not_use_may_change()
    {
        FixturePlugins.CopyInto(_plugins, "WithDependency");
        Interrupted();
        Directory.Delete(_plugins["Fixture.WithDependency"], recursive: true);
        FixturePlugins.CopyInto(_plugins, "Good");

        Assert.Equal(0, Gs.Run("resume", _project.Out).ExitCode);
    }

    [Fact]
    public void Another_build_of_the_program_is_told_from_a_plugin_that_was_replaced()
    {
        Interrupted();
        Change(_project["out", "plugins.lock.json"], static written =>
        {
            written["host"] = "0.0.1+abc";
            Plugin(written, "GsFramework.Distillation")["files"]![0]!["sha256"] = new string('0', 64);
        });

        AssertRefused(
            $"the program is another build (0.0.1+abc then, {HostVersion.Text} now), and with it "
                + $"GsFramework.Distillation"
        );
        Assert.Equal(0, Gs.Run("resume", _project.Out, "--accept-plugins").ExitCode);
    }

    [Fact]
    public void A_run_of_an_earlier_version_goes_on_without_a_lock()
    {
        Interrupted();
        File.Delete(_project["out", "plugins.lock.json"]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("This run has no plugins.lock.json", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "schemaVersion": 1, "plugins": 3 }""", "is damaged")]
    [InlineData("", "is damaged")]
    [InlineData("""{ "schemaVersion": 2 }""", "was written by a later version of this program")]
    public void A_lock_that_cannot_be_read_is_no_lock_that_is_passed_over(string text, string message)
    {
        Interrupted();
        File.WriteAllText(_project["out", "plugins.lock.json"], text);

        AssertRefused(message);
    }

    [Fact]
    public void A_configuration_can_demand_the_plugins_of_its_lock_file()
    {
        var folder = FixturePlugins.CopyInto(_plugins, "WithDependency");
        Change(_project.Config, static config =>
        {
            config["plugins"]!["lock"] = "enforce";
            config["objective"]!["terms"]!["dependent"] = new JsonObject();
        });
        string[] plugins = ["--plugins", _plugins.Path];

        AssertWrong(
            Gs.Run(["config", "validate", _project.Config, .. plugins]),
            $"{_project["plugins.lock.json"]} does not exist. 'gs plugins lock {_project.Config}' writes it"
        );
        Assert.Equal(0, Gs.Run(["plugins", "lock", _project.Config, .. plugins]).ExitCode);
        Assert.Equal(0, Gs.Run(["config", "validate", _project.Config, .. plugins]).ExitCode);

        FixturePlugins.Rebuild(Path.Combine(folder, "Fixture.Library.dll"));
        AssertWrong(Run(), $"Fixture.WithDependency: {Path.Combine(folder, "Fixture.Library.dll")} was");
        AssertWrong(
            Gs.Run(["evaluate", _project["generator"], _project.Config, .. plugins]),
            "plugins.lock is 'enforce'"
        );
        Assert.Equal(
            0,
            Gs.Run(["plugins", "lock", _project.Config, "-o", _project["other.json"], .. plugins]).ExitCode
        );
        Assert.Equal(
            0,
            Gs.Run([
                "config",
                "validate",
                _project.Config,
                .. plugins,
                "--set",
                $"plugins:lockFile={_project["other.json"]}",
            ]).ExitCode
        );
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void A_resumed_run_finds_the_plugins_that_the_environment_named()
    {
        FixturePlugins.CopyInto(_plugins, "WithDependency");
        Environment.SetEnvironmentVariable(PluginSearch.Variable, _plugins.Path);
        try
        {
            Assert.Equal(
                130,
                Gs.RunUntil(
                    IsFirstStep,
                    _project.Line("compress", _project.Out, "objective:terms:dependent:enabled=true")
                ).ExitCode
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(PluginSearch.Variable, null);
        }

        Assert.Equal("environment", (string)Plugin(Lock(), "Fixture.WithDependency")["source"]!);
        Assert.Equal(0, Gs.Run("resume", _project.Out).ExitCode);
    }

    private static bool IsFirstStep(string line) => line.StartsWith("slim 1/", StringComparison.Ordinal);

    private static void Change(string path, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(File.ReadAllText(path))!;
        change(node);
        File.WriteAllText(path, node.ToJsonString());
    }

    private static JsonNode Plugin(JsonNode written, string name) =>
        written["plugins"]!.AsArray().Single(plugin => (string)plugin!["name"]! == name)!;

    private static void AssertWrong(Gs gs, string message)
    {
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    private JsonNode Lock() => JsonNode.Parse(File.ReadAllText(_project["out", "plugins.lock.json"]))!;

    private void AssertRefused(string message) => AssertWrong(Gs.Run("resume", _project.Out), message);

    private string[] Line(string[] sets) =>
        [.. _project.Line("compress", _project.Out, sets), "--plugins", _plugins.Path];

    private Gs Run(params string[] sets) => Gs.Run(Line(sets));

    // Short enough that going on is quick.
    private void Interrupted(params string[] sets)
    {
        string[] plugins = Directory.EnumerateDirectories(_plugins.Path).Any() ? ["--plugins", _plugins.Path] : [];
        var gs = Gs.RunUntil(
            IsFirstStep,
            [
                .. _project.Line(
                    "compress",
                    _project.Out,
                    ["training:slim:steps=2", "training:fineTune:steps=0", "evaluation:metrics:0=l1", .. sets]
                ),
                .. plugins,
            ]
        );
        Assert.True(gs.ExitCode == 130, gs.Error);
    }
}
