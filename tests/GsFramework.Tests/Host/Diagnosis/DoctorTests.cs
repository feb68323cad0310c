using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Host.Diagnosis;
using GsFramework.Tests.Core.Arithmetic;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Diagnosis;

/// <summary>The whole command, in processes of their own: it leaves libtorch in its slowest way of computing.</summary>
public class DoctorTests
{
    private static readonly string[] _sections =
    [
        "program",
        "processor",
        "libTorch",
        "arithmetic",
        "onnxRuntime",
        "memory",
        "disk",
        "threads",
        "environment",
        "plugins",
    ];

    [Fact]
    public void A_right_machine_is_trusted_and_every_way_of_computing_is_right()
    {
        var gs = GsProcess.Run(
            new Dictionary<string, string?> { [TrustedArithmetic.Variable] = null },
            "doctor",
            "--json"
        );

        Assert.True(gs.ExitCode == 0, gs.Output + gs.Error);
        var report = Report(gs);
        Assert.Equal(1, (int?)report["schemaVersion"]);
        Assert.True((bool?)report["trusted"]);
        Assert.Equal(0, (int?)report["faults"]);
        Assert.All(_sections, section => Assert.NotEmpty(report[section]!["findings"]!.AsArray()));
        Assert.Equal(["native", "repaired", "reference"], Steps(report).Select(static step => (string?)step["kind"]));
        Assert.All(Steps(report), static step =>
            Assert.Equal(["fp32", "bf16"], Tests(step).Select(static test => (string?)test["precision"]))
        );
        Assert.All(Tests(Step(report, (string)report["arithmetic"]!["inUse"]!)), static test =>
            Assert.Equal(0, (int?)test["wrong"])
        );
        Assert.All(Steps(report).SelectMany(Tests), static test =>
        {
            Assert.Equal(SelfTestCase.All.Count, (int?)test["convolutions"]);
            Assert.True((double?)test["testMilliseconds"] > 0);
            Assert.True((double?)test["stepMilliseconds"] > 0);
        });
        Assert.Equal(
            ["fp32", "int8"],
            report["onnxRuntime"]!["files"]!.AsArray().Select(static file => (string?)file!["file"])
        );
    }

    [Fact]
    public void On_a_faulty_machine_native_is_wrong_and_the_repair_is_trusted()
    {
        var gs = FaultyMachine.Run(["doctor", "--json"]);

        Assert.True(gs.ExitCode == 0, gs.Output + gs.Error);
        var report = Report(gs);
        Assert.Contains(Tests(Step(report, "native")), static test => (int?)test["wrong"] > 0);
        Assert.All(Tests(Step(report, "repaired")), static test => Assert.Equal(0, (int?)test["wrong"]));
        Assert.Equal("repaired", (string?)report["arithmetic"]!["inUse"]);
        Assert.Equal("repaired", (string?)report["arithmetic"]!["inUseBfloat16"]);
        Assert.All(report["arithmetic"]!["oneDnnCaches"]!.AsArray(), static size => Assert.Equal(1, (int?)size));
        Assert.All(report["arithmetic"]!["repairedOneDnnCaches"]!.AsArray(), static size =>
            Assert.True((int?)size > 4096)
        );
        Assert.Contains("warning", Levels(report, "arithmetic"));
    }

    [Fact]
    public void A_wrong_arithmetic_that_is_forced_is_a_fault()
    {
        var gs = FaultyMachine.Run(["doctor", "--json"], forced: "native");

        Assert.Equal(2, gs.ExitCode);
        var report = Report(gs);
        Assert.False((bool?)report["trusted"]);
        Assert.Equal("native", (string?)report["arithmetic"]!["forced"]);
        Assert.Null(report["arithmetic"]!["inUse"]);
        Assert.Equal(["fault"], Levels(report, "arithmetic"));
    }

    [Fact]
    public void A_machine_that_cannot_be_repaired_is_trusted_without_onednn()
    {
        var gs = FaultyMachine.Run(["doctor", "--json"], isHidden: true);

        Assert.True(gs.ExitCode == 0, gs.Output + gs.Error);
        var report = Report(gs);
        Assert.Equal("reference", (string?)report["arithmetic"]!["inUse"]);
        Assert.NotNull(Step(report, "repaired")["unavailable"]);
    }

    [Fact]
    public void The_text_ends_with_the_verdict_and_holds_nothing_personal()
    {
        var gs = FaultyMachine.Run(["doctor"], forced: "referense");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "did you mean 'reference'? There are: native, repaired, reference",
            gs.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "A run cannot be trusted here: 1 fault above, in arithmetic.",
            gs.Output.TrimEnd().Split('\n')[^1]
        );
        Assert.Empty(gs.Error);
        Assert.DoesNotContain(Path.GetDirectoryName(FaultyMachine.Hook)!, gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_native_libraries_and_plugins_are_missing_that_is_what_is_found()
    {
        using var bare = new Folder();
        foreach (
            var file in Directory
                .GetFiles(AppContext.BaseDirectory)
                .Where(static file => Path.GetExtension(file) is ".dll" or ".json")
        )
        {
            File.Copy(file, bare[Path.GetFileName(file)]);
        }

        var gs = GsProcess.RunFile(
            bare["gs.dll"],
            new Dictionary<string, string?> { ["GS_PLUGINS"] = null, ["DOTNET_STARTUP_HOOKS"] = null },
            "doctor",
            "--json"
        );

        Assert.Equal(2, gs.ExitCode);
        var report = Report(gs);
        Assert.All(new[] { "libTorch", "onnxRuntime", "plugins" }, section =>
            Assert.Equal(["fault"], Levels(report, section))
        );
        Assert.Empty(Steps(report));
        Assert.Equal(
            "A run cannot be trusted here: 3 faults above, in libtorch, ONNX Runtime, plugins.",
            (string?)report["verdict"]
        );
    }

    [Fact]
    public void A_broken_plugin_is_named_and_a_folder_that_is_missing_too()
    {
        using var folder = new Folder();
        var broken = PluginsSection.Probe([FixturePlugins.Faulty(folder, "constructor")]);
        var missing = PluginsSection.Probe([folder["nowhere"]]);

        Assert.Contains(broken.Findings, static finding =>
            finding.Level == FindingLevel.Fault
            && finding.Text.Contains("Plugin Fixture.Faulty", StringComparison.Ordinal)
            && finding.Remedy is not null
        );
        Assert.Contains(missing.Findings, static finding =>
            finding.Level == FindingLevel.Fault
            && finding.Text.Contains("nowhere' from --plugins does not exist", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_probe_that_fails_is_a_finding()
    {
        var found = Doctor.Safely<Finding>(
            static () => throw new DllNotFoundException("no libfirst.so\nmore"),
            static finding => finding
        );

        Assert.Equal(FindingLevel.Fault, found.Level);
        Assert.Equal("This could not be examined: DllNotFoundException: no libfirst.so", found.Text);
    }

    private static JsonNode Report(Gs gs) => JsonNode.Parse(gs.Output)!;

    private static IEnumerable<JsonNode> Steps(JsonNode report) =>
        report["arithmetic"]!["steps"]!.AsArray().Select(static step => step!);

    private static JsonNode Step(JsonNode report, string kind) =>
        Steps(report).Single(step => (string?)step["kind"] == kind);

    private static IEnumerable<JsonNode> Tests(JsonNode step) => step["tests"]!.AsArray().Select(static test => test!);

    private static IEnumerable<string?> Levels(JsonNode report, string section) =>
        report[section]!["findings"]!.AsArray().Select(static finding => (string?)finding!["level"]);
}
