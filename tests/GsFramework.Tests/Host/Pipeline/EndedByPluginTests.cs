using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Guards;
using GsFramework.Host.Commands;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;
using Serilog;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Plugins that end the program, crash it, or never return: the run can be continued, and the plugin is
/// named.</summary>
[Collection(nameof(WholeRuns))]
public sealed class EndedByPluginTests : IDisposable
{
    private const string Call = "Plugin Fixture.Broken, compression term 'broken', step 3 of slim";

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_plugin_that_exits_is_told_and_ends_the_run_as_any_other_failure()
    {
        var gs = Run("exit");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains($"error: {Call}: it ended the program (Environment.Exit)", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("The last process", Continued().Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_project["out", "run.lock"]));
    }

    [Fact]
    public void After_a_crash_of_native_code_the_next_process_says_in_which_call_it_was()
    {
        var gs = Run("crash");

        Assert.Equal(134, gs.ExitCode);
        Assert.Contains(
            $"warning: The last process of this run ended within {Call}",
            Continued().Error,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(_project["out", "run.lock"]));
    }

    [Fact]
    public void A_call_that_does_not_return_is_told_of_once()
    {
        var log = new CollectedLog();
        using (new CallWatch(log.Logger, TimeSpan.FromMilliseconds(100)))
        {
            PluginCode.Run(new PartName("Acme", "compression term 'slow'", ""), "step 7 of slim", () =>
            {
                Assert.True(SpinWait.SpinUntil(() => Told().Any(), TimeSpan.FromSeconds(60)));
                Thread.Sleep(300);
            });
        }

        Assert.StartsWith(
            "Warning: \"Plugin Acme, compression term 'slow', step 7 of slim\": it has not returned for",
            Assert.Single(Told()),
            StringComparison.Ordinal
        );

        // Calls of the tests beside this one are watched too.
        IEnumerable<string> Told() => log.Lines.Where(line => line.Contains("Plugin Acme", StringComparison.Ordinal));
    }

    private Gs Run(string fault) =>
        GsProcess.Run(
            new Dictionary<string, string?>(),
            [
                .. _project.Line(
                    "compress",
                    _project.Out,
                    $"objective:terms:broken:fault={fault}",
                    "objective:terms:broken:step=3",
                    "objective:terms:channel-pruning:enabled=false"
                ),
                "--plugins",
                FixturePlugins.Folder("Broken"),
            ]
        );

    private Gs Continued()
    {
        var path = _project["out", "config.resolved.json"];
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["objective"]!["terms"]!["broken"]!["fault"] = "none";
        File.WriteAllText(path, config.ToJsonString());
        var gs = Gs.Run("resume", _project.Out);
        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("Continuing slim at step 2", gs.Error, StringComparison.Ordinal);
        return gs;
    }
}
