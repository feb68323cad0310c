using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Reporting.Html;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class LatencyPhaseTests : IDisposable
{
    private const string On = "evaluation:latency=true";

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_times_both_networks_in_fp32_and_in_integers_and_says_the_same_everywhere(bool exports)
    {
        string[] formats = exports ? ["export:formats:0=onnx", "export:formats:1=onnx-int8"] : [];
        var gs = _project.Compress([On, .. formats]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var latency = _project.Result()["latency"]!;
        Assert.Equal((16, 16, 1), ((int)latency["height"]!, (int)latency["width"]!, (int)latency["threads"]!));
        Assert.True((int)latency["rounds"]! >= 20);
        var networks = latency["networks"]!.AsArray();
        Assert.Equal(
            [("dense", "onnx"), ("dense", "onnx-int8"), ("compact", "onnx"), ("compact", "onnx-int8")],
            networks.Select(static network => ((string)network!["network"]!, (string)network["format"]!))
        );
        Assert.All(networks, static network =>
        {
            Assert.InRange((double)network!["leastMs"]!, double.Epsilon, (double)network["medianMs"]!);
            Assert.True((double)network["medianMs"]! <= (double)network["p95Ms"]!);
        });
        var page = PageAssert.Decoded(File.ReadAllText(_project["out", "report.html"]));
        foreach (var median in networks.Select(static network => (double)network!["medianMs"]!))
        {
            var text = median.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
            Assert.Contains(text, gs.Output, StringComparison.Ordinal);
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        var deployed = networks
            .Where(static network => (bool?)network!["computesModel"] == true)
            .MinBy(static network => (long)network!["bytes"]!)!;
        var times = (double)deployed["timesFaster"]!;
        Assert.Equal(1, (double)networks[0]!["timesFaster"]!);
        var faster = times.ToString(times >= 9.995 ? "F1" : "F2", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"{faster}×", gs.Output, StringComparison.Ordinal);
        Assert.Contains($"<strong>{faster}×</strong><span>faster</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_a_run_leaves_are_those_that_are_timed()
    {
        var gs = _project.Compress(On, "export:formats:0=onnx-fp16", "export:formats:1=onnx-int8");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var timed = _project.Result()["latency"]!["networks"]!.AsArray();
        foreach (var export in _project.Result()["exports"]!.AsArray())
        {
            var same = timed.Single(network =>
                (string)network!["network"]! == "compact" && (string)network["format"]! == (string)export!["format"]!
            );
            Assert.Equal((long)export!["bytes"]!, (long)same!["bytes"]!);
            Assert.Equal((bool)export["computesModel"]!, (bool)same["computesModel"]!);
        }

        Assert.Equal(6, timed.Count);
    }

    [Fact]
    public void Nothing_is_timed_where_the_configuration_says_so()
    {
        var gs = _project.Compress("evaluation:latency=false");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Null(_project.Result()["latency"]);
        Assert.DoesNotContain("median ms", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "id=\"latency\"",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_phase_can_be_run_again_and_changes_nothing_else()
    {
        Assert.Equal(0, _project.Compress(On).ExitCode);
        var before = _project.Result();

        var gs = Gs.Run("resume", _project.Out, "--from", "latency");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var after = _project.Result();
        Assert.NotEqual(before["latency"]!.ToJsonString(), after["latency"]!.ToJsonString());
        before.AsObject().Remove("latency");
        after.AsObject().Remove("latency");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public void A_run_that_was_killed_before_its_networks_were_timed_times_them_when_it_is_resumed()
    {
        Assert.Equal(0, _project.Compress(On).ExitCode);
        Without("latency");
        File.Delete(_project["out", "report.html"]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.NotNull(_project.Result()["latency"]);
        Assert.Contains(
            "id=\"latency\"",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_of_a_version_that_timed_nothing_is_finished_without_times()
    {
        Assert.Equal(0, _project.Compress(On).ExitCode);
        Without("latency");
        var configuration = JsonNode.Parse(File.ReadAllText(_project["out", "config.resolved.json"]))!;
        configuration["evaluation"]!.AsObject().Remove("latency");
        File.WriteAllText(_project["out", "config.resolved.json"], configuration.ToJsonString());

        var gs = Gs.Run("resume", _project.Out, "--from", "report");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Null(_project.Result()["latency"]);
    }

    private void Without(string field)
    {
        var result = _project.Result();
        Assert.True(result.AsObject().Remove(field));
        File.WriteAllText(_project["out", "result.json"], result.ToJsonString());
    }
}
