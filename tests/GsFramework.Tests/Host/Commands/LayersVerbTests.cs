using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Commands;

public sealed class LayersVerbTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void It_leaves_the_table_and_what_that_predicts_for_other_networks()
    {
        var file = _project["layers.json"];

        var gs = Layers(_project["generator"], "--size", "16", "--check", "2", "--out", file, "--json");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var printed = JsonNode.Parse(gs.Output)!;
        Assert.True(JsonNode.DeepEquals(printed, JsonNode.Parse(File.ReadAllText(file))));
        Assert.Equal("onnx", (string)printed["times"]!["format"]!);
        Assert.Equal(2, printed["checks"]!.AsArray().Count);
        Assert.All(printed["checks"]!.AsArray(), static check => Assert.True((double)check!["predictedMs"]! > 0));
    }

    [Fact]
    public void On_a_terminal_it_is_a_table_of_layers()
    {
        var gs = Layers(_project["generator"], "--size", "16", "--check", "0", "--formats", "onnx-int8");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("conv2d", gs.Output, StringComparison.Ordinal);
        Assert.Contains("the onnx-int8 file at 16x16 with 1 thread", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pruned at random", gs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one network", "--synthetic")]
    [InlineData("one format", "--formats", "onnx,onnx-int8")]
    [InlineData("one format", "--formats", "safetensors")]
    [InlineData("Choose another --size", "--size", "3")]
    [InlineData("--batch has no meaning", "--batch", "2")]
    public void What_cannot_be_measured_is_refused(string reason, params string[] arguments)
    {
        var gs = Layers([_project["generator"], .. arguments]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(reason, gs.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_not_overwritten_unless_that_is_asked_for()
    {
        File.WriteAllText(_project["layers.json"], "mine");

        var gs = Layers(_project["generator"], "--size", "16", "-o", _project["layers.json"]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Equal("mine", File.ReadAllText(_project["layers.json"]));
    }

    private static Gs Layers(params string[] arguments) =>
        Gs.Run(["benchmark", "--layers", "--threads", "1", .. arguments]);
}
