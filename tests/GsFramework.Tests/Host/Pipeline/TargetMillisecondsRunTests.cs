using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host.Benchmarking.Layers;
using GsFramework.Tests.Host.Reporting.Html;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class TargetMillisecondsRunTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly NetworkGraph _graph = new CycleGanResNet(
        new CycleGanResNetOptions { Width = 16, Blocks = 1 }
    ).Create();

    public TargetMillisecondsRunTests() => _project.SaveModel("generator", _graph, 1);

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_run_reaches_the_time_of_its_table_and_is_set_against_the_prediction()
    {
        var times = HandMadeTimes.Of(_graph, side: 16, format: "onnx");
        var target = Ask(0.6 * times.Of(_graph));
        Directory.CreateDirectory(_project.Out);
        File.WriteAllText(
            _project["out", "costs.json"],
            RecordJson.Text(new RunCosts { Times = times with { Processor = "Another One" } })
        );

        var gs = _project.Compress("export:formats:0=onnx", "evaluation:latency=true");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var result = _project.Result();
        var prediction = result["latency"]!["prediction"]!;
        Assert.InRange((double)prediction["predictedMs"]!, 0.9 * target, target);
        Assert.True((double)prediction["medianMs"]! > 0);
        Assert.Equal("Another One", (string)prediction["otherProcessor"]!);
        Assert.Contains("onnx: predicted ", gs.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(
            "onnx: predicted ",
            PageAssert.Decoded(File.ReadAllText(_project["out", "report.html"])),
            StringComparison.Ordinal
        );
        Assert.Equal((int)result["choices"]!["channelMultiple"]!["value"]!, Multiple());
    }

    [Fact]
    public void A_time_that_no_pruning_can_reach_is_refused_after_the_layers_are_measured()
    {
        Ask(0.001);

        var gs = _project.Compress("export:formats:0=onnx");

        Assert.Equal(2, gs.ExitCode);
        Assert.Matches(@"target\.milliseconds is 0\.001, .* Ask for [\d.]+ or more", gs.Error.ReplaceLineEndings(" "));
    }

    [Fact]
    public void A_time_without_a_file_is_refused_before_anything_begins()
    {
        Ask(1);

        var gs = _project.Compress();

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("export.formats is empty", gs.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    private int Multiple() =>
        (int)JsonNode.Parse(File.ReadAllText(_project["out", "costs.json"]))!["choices"]!["channelMultiple"]!["value"]!;

    // Without quantisers the generator is slimmed as it is, and a table can be made for it.
    private double Ask(double milliseconds)
    {
        var text = File.ReadAllText(_project.Config);
        var number = JsonValue.Create(milliseconds).ToJsonString();
        File.WriteAllText(
            _project.Config,
            text.Replace(
                    "\"targetMacRatio\": 1.5",
                    $"\"channelMultiple\": \"auto\", \"target\": {{ \"milliseconds\": {number} }}",
                    StringComparison.Ordinal
                )
                .Replace(", \"quantization\": {}", "", StringComparison.Ordinal)
        );
        return milliseconds;
    }
}
