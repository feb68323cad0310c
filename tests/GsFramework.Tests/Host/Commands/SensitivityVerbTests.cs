using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Commands;

[Collection(nameof(WholeRuns))]
public sealed class SensitivityVerbTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Table_and_json_name_the_layers_and_say_on_which_images_they_were_measured()
    {
        string[] line = ["sensitivity", _project["generator"], _project.Config, "--bits", "8,3"];
        var table = Gs.Run(line);
        var json = JsonNode.Parse(Gs.Run([.. line, "--json"]).Output)!;

        Assert.True(table.ExitCode == 0, table.Error);
        var layers = json["layers"]!.AsArray();
        Assert.All(layers, layer =>
            Assert.Contains((string)layer!["layer"]!, table.Output, StringComparison.Ordinal)
        );
        Assert.Equal((2, 5), ((int)json["images"]!, (int)json["calibrationImages"]!));
        Assert.Contains("on 2 validation images", table.Output, StringComparison.Ordinal);
        Assert.Contains("weights 3 bit", table.Output, StringComparison.Ordinal);
        Assert.Contains(":weightBits=0", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_the_table_names_can_be_left_in_fp32_and_the_exported_file_says_so()
    {
        var layer = (string)
            JsonNode.Parse(
                Gs.Run("sensitivity", _project["generator"], _project.Config, "--json").Output
            )!["layers"]!.AsArray()[^1]!["layer"]!;

        var run = Gs.Run([
            .. _project.Line("compress", _project.Out),
            "--set",
            $"objective:terms:quantization:layers:{layer}:weightBits=0",
        ]);
        Assert.True(run.ExitCode == 0, run.Error);
        var export = Gs.Run(
            "export",
            Path.Combine(_project.Out, "model"),
            "--format",
            "onnx-int8",
            "-o",
            _project["file.onnx"]
        );

        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Contains($"In fp32, as they were trained: {layer}.", export.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "'1' is no number from 2 to 8")]
    [InlineData("8,nine", "'nine' is no number from 2 to 8")]
    public void Bits_that_cannot_be_are_refused(string bits, string reason)
    {
        var gs = Gs.Run("sensitivity", _project["generator"], _project.Config, "--bits", bits);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_validation_images_it_says_what_it_needs()
    {
        foreach (var file in Directory.GetFiles(_project["data", "valA"]))
        {
            File.Delete(file);
        }

        var gs = Gs.Run("sensitivity", _project["generator"], _project.Config);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
    }
}
