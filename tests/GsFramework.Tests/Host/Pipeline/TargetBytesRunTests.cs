using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Core.Export.Onnx;
using GsFramework.Graph;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host.Reporting.Html;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class TargetBytesRunTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly double _dense;

    public TargetBytesRunTests()
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 16, Blocks = 1 }).Create();
        _project.SaveModel("generator", graph, 1);
        _dense = OnnxFileBytes.Of(graph, "onnx-int8", new OnnxShape()).Of(graph);
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void The_file_is_as_large_as_asked_for_and_is_set_against_the_prediction()
    {
        var target = Ask(0.6);

        var gs = _project.Compress("export:formats:0=onnx-int8");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var export = Export(_project.Out);
        var (bytes, predicted) = ((long)export["bytes"]!, (long)export["predictedBytes"]!);
        Assert.Equal(new FileInfo(_project["out", "export", "tiny.int8.onnx"]).Length, bytes);
        Assert.InRange((double)predicted / bytes, 0.98, 1.02);
        Assert.InRange(bytes, 0.9 * target, 1.02 * target);
        var told = string.Create(
            CultureInfo.InvariantCulture,
            $"predicted {predicted:N0} bytes, measured {bytes:N0} ("
        );
        Assert.Contains($"onnx-int8: {told}", gs.Output, StringComparison.Ordinal);
        Assert.Contains(
            told,
            PageAssert.Decoded(File.ReadAllText(_project["out", "report.html"])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_in_pieces_leaves_the_bytes_of_one_that_was_not_interrupted()
    {
        Ask(0.6);
        Assert.Equal(0, _project.Compress("export:formats:0=onnx-int8").ExitCode);

        var interruptions = _project.RunInPieces("compress", _project["pieces"], "export:formats:0=onnx-int8");

        Assert.True(interruptions > 2);
        Assert.Equal((string)Export(_project.Out)["sha256"]!, (string)Export(_project["pieces"])["sha256"]!);
        Assert.Equal(
            File.ReadAllText(_project["out", "costs.json"]),
            File.ReadAllText(_project["pieces", "costs.json"])
        );
    }

    [Fact]
    public void A_target_out_of_reach_is_refused_before_anything_is_trained()
    {
        Ask(0.01);

        var gs = _project.Compress("export:formats:0=onnx-int8");

        Assert.Equal(2, gs.ExitCode);
        Assert.Matches(@"target\.bytes is [\d,]+, but .* Ask for [\d,]+ or more", gs.Error.ReplaceLineEndings(" "));
        Assert.False(Directory.Exists(_project.Out));
    }

    private static JsonNode Export(string run) =>
        Assert.Single(JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!["exports"]!.AsArray())!;

    private int Ask(double share)
    {
        var target = (int)(share * _dense);
        var text = File.ReadAllText(_project.Config);
        File.WriteAllText(
            _project.Config,
            text.Replace(
                "\"targetMacRatio\": 1.5",
                $"\"target\": {{ \"bytes\": {target} }}",
                StringComparison.Ordinal
            )
        );
        return target;
    }
}
