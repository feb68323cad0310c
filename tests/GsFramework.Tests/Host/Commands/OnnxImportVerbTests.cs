using System.Text.Json.Nodes;
using GsFramework.Tests.Core.Import;
using static GsFramework.Tests.Core.Import.OnnxFileBuilder;

namespace GsFramework.Tests.Host.Commands;

/// <summary>What <c>gs import FILE.onnx</c> says of the network.</summary>
public sealed class OnnxImportVerbTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, 3, 1, "of 3 channels (RGB) and makes images of 3 channels (RGB).")]
    [InlineData(1, 4, 1, "of 1 channel (grey) and makes images of 4 channels (RGBA).")]
    [InlineData(3, 3, 2, "of 3 channels (RGB) and makes images of 3 channels (RGB), 2 times their size.")]
    public void Channels_and_size_of_its_images_are_told(int taken, int made, int scale, string text)
    {
        var gs = Import(taken, made, scale);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(text, gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Images have 1, 3 or 4 channels", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_whose_outputs_are_no_images_is_imported_with_a_warning()
    {
        var gs = Import(3, 5, 1, "--json");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("this network takes 3 and makes 5", gs.Error, StringComparison.Ordinal);
        var said = JsonNode.Parse(gs.Output)!;
        Assert.Equal((3, 5), ((int)said["inputChannels"]!, (int)said["outputChannels"]!));
        Assert.Equal("1", (string?)said["sizeRatio"]);
    }

    private Gs Import(int taken, int made, int scale, params string[] more)
    {
        var file = new OnnxFileBuilder();
        var map = file.Convolution(file.Input("image", 1, taken, 0, 0), taken, made * scale * scale);
        file.Output(scale == 1 ? map : file.Node("DepthToSpace", [map], Number("blocksize", scale)));
        return Gs.Run(["import", file.Write(_folder), "-o", _folder["model"], .. more]);
    }
}
