using GsFramework.Core.Inference;

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
        using var network = OnnxNetwork.Open(
            _project["out", "export", "tiny.int8.onnx"],
            new OnnxSettings { Threads = 1 }
        );
        Assert.Equal((16, 16, ranges), (network.Height, network.Width, network.Card.Ranges));
        Assert.Equal(64, network.Card.ConfigurationSha256.Length);
    }
}
