using System.Text.Json.Nodes;
using GsFramework.Core.Inference;
using GsFramework.Core.Text;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Reporting.Html;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class RunExportsTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData(true, "trained")]
    [InlineData(false, "mse")]
    public void A_run_leaves_the_files_that_its_configuration_asks_for(bool quantized, string ranges)
    {
        var gs = _project.Compress(
            "export:formats:0=onnx",
            "export:formats:1=onnx-int8",
            "export:fixedSize=true",
            $"objective:terms:quantization:enabled={(quantized ? "true" : "false")}"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(Path.Combine("export", "tiny.int8.onnx"), gs.Output, StringComparison.Ordinal);
        var exports = _project.Result()["exports"]!.AsArray();
        Assert.Equal(
            ["export/tiny.onnx", "export/tiny.int8.onnx"],
            exports.Select(static entry => (string)entry!["file"]!)
        );
        Assert.All(exports, static entry => Assert.Equal("test images of the run", (string)entry!["source"]!));
        SaysWhatToDeploy(gs, exports);
        using var network = OnnxNetwork.Open(
            _project["out", "export", "tiny.int8.onnx"],
            new OnnxSettings { Threads = 1 }
        );
        Assert.Equal((16, 16, ranges), (network.Height, network.Width, network.Card.Ranges));
        Assert.Equal(64, network.Card.ConfigurationSha256.Length);
    }

    // The smallest of the files that compute what was scored, in the record, on the page and in the terminal.
    private void SaysWhatToDeploy(Gs gs, JsonArray exports)
    {
        var page = PageAssert.Decoded(File.ReadAllText(_project["out", "report.html"]));
        foreach (var entry in exports)
        {
            var computes = (bool)entry!["computesModel"]!;
            var (mean, most) = ((double)entry["modelMeanAbsDifference"]!, (double)entry["modelMaxAbsDifference"]!);
            Assert.Contains(
                $"at most {MeasuredText.About(most, digits: 2)} from the model",
                gs.Output,
                StringComparison.Ordinal
            );
            Assert.Contains(
                $"{MeasuredText.About(mean)} in the mean, {MeasuredText.About(most)} at most",
                page,
                StringComparison.Ordinal
            );
            Assert.Equal((double)entry["modelShareWithinOneStep"]! >= 0.99, computes);
            Assert.Equal(
                !computes,
                gs.Error.Contains(
                    $"{Path.GetFileName((string)entry["file"]!)}: This file computes another network",
                    StringComparison.Ordinal
                )
            );
        }

        var scored = exports.Where(static entry => (bool)entry!["computesModel"]!).ToList();
        var deployable = scored.MinBy(static entry => (long)entry!["bytes"]!);
        Assert.Equal((string?)deployable?["file"], (string?)_project.Result()["deployable"]?["file"]);
        Assert.Equal(
            deployable is not null,
            gs.Output.Contains("from the model: deploy this one", StringComparison.Ordinal)
        );
        Assert.Equal(deployable is not null, page.Contains("deploy this one", StringComparison.Ordinal));
        Assert.Equal(
            scored.Count < exports.Count,
            gs.Output.Contains("from the model: another network", StringComparison.Ordinal)
        );
        Assert.Equal(scored.Count < exports.Count, page.Contains("another network", StringComparison.Ordinal));
        Assert.Contains(
            deployable is null ? "fewer bytes of weights" : "fewer bytes to deploy",
            page,
            StringComparison.Ordinal
        );
    }
}
