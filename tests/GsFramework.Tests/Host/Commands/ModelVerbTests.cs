using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host.Pipeline;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

[Collection(nameof(WholeRuns))]
public sealed class ModelVerbTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose()
    {
        // 'translate' takes all cores; the other tests count on one thread.
        set_num_threads(1);
        _project.Dispose();
    }

    [Fact]
    public void Evaluate_needs_no_discriminator_and_no_teacher()
    {
        var gs = Gs.Run(
            "evaluate",
            _project["generator"],
            _project.Config,
            "--set",
            "model:teacherDiscriminator=null",
            "--set",
            "model:discriminator=null",
            "--set",
            "model:teacher=null"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("l1-truth", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("l1-teacher", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cost_counts_a_folder_and_a_configuration_alike()
    {
        var folder = Json(Gs.Run("cost", _project["generator"], "--size", "16", "--json"));
        var configuration = Json(Gs.Run("cost", _project.Config, "--json", "--set", "model:generator=null"));
        var architecture = Json(Gs.Run("cost", _project.Config, "--json"));

        Assert.Equal(folder.ToJsonString(), configuration.ToJsonString());
        Assert.Equal((long)folder["macs"]!, (long)architecture["macs"]!);
        Assert.Equal(new FileInfo(_project["generator", "weights.safetensors"]).Length, (long)folder["bytes"]!);
        Assert.Null(architecture["bytes"]);
        Assert.Contains("MACs", Gs.Run("cost", _project["generator"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cost_says_when_an_image_is_too_small()
    {
        var gs = Gs.Run("cost", _project["generator"], "--size", "2");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("2x2", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(1, 1)]
    [InlineData(33, 7)]
    public void An_image_of_any_size_keeps_its_size(int height, int width)
    {
        ImageFile.Save(_project["in.png"], zeros(3, height, width));

        var gs = Gs.Run("translate", _project["generator"], _project["in.png"], _project["new", "out.png"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        using var image = ImageFile.Load(_project["new", "out.png"]);
        Assert.Equal([3, height, width], image.shape);
    }

    [Fact]
    public void Every_image_of_a_folder_is_translated_as_the_network_does_it()
    {
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        ImageFile.Save(_project["in", "a.png"], rand(3, 32, 32));
        ImageFile.Save(_project["in", "b.jpg"], zeros(3, 8, 8));
        File.WriteAllText(_project["in", "._a.png"], "what macOS leaves behind");

        var gs = Gs.Run("translate", _project["generator"], _project["in"], _project["drawn"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(["a.png", "b.png"], Directory.GetFiles(_project["drawn"]).Select(Path.GetFileName).Order());
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = GraphWeights.Initialize(graph, 1);
        using var network = new GraphModule(graph, weights);
        var expected = network.forward(ImageFile.Load(_project["in", "a.png"]).unsqueeze(0)).squeeze(0);
        Assert.True((expected - ImageFile.Load(_project["drawn", "a.png"])).abs().max().item<float>() < 0.01);
    }

    [Fact]
    public void An_image_above_the_limit_is_translated_in_bands_that_are_counted_and_stays_what_one_piece_gives()
    {
        ImageFile.Save(_project["in.png"], linspace(-1, 1, 50).reshape(1, 50, 1) * rand(3, 50, 70));
        Succeeded("translate", _project["generator"], _project["in.png"], _project["whole.png"]);

        var gs = Succeeded(
            "translate",
            _project["generator"],
            _project["in.png"],
            _project["out.png"],
            "--tile",
            "32",
            "--threads",
            "1"
        );

        Assert.Contains("translate 35/35", gs.Error, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        var difference = (ImageFile.Load(_project["out.png"]) - ImageFile.Load(_project["whole.png"])).abs().max();
        Assert.True(difference.item<float>() <= 1.01 / 127.5, $"{difference.item<float>()}");
    }

    [Fact]
    public void A_file_with_norms_over_the_image_is_warned_of_once_when_its_images_become_tiles()
    {
        ImageFile.Save(_project["in", "a.png"], rand(3, 50, 70));
        ImageFile.Save(_project["in", "b.png"], rand(3, 50, 70));
        Succeeded("export", _project["generator"], "--format", "onnx", "-o", _project["g.onnx"]);

        var gs = Succeeded(
            "translate",
            _project["g.onnx"],
            _project["in"],
            _project["out"],
            "--tile",
            "32",
            "--overlap",
            "8"
        );

        Assert.Equal(2, gs.Error.Split("is translated in tiles").Length);
        Assert.Contains("--tile 60", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_translates_as_the_folder_that_it_was_made_of()
    {
        ImageFile.Save(_project["in", "a.png"], rand(3, 24, 40));
        ImageFile.Save(_project["in", "b.png"], rand(3, 64, 36));
        Assert.Equal(0, Gs.Run("export", _project["generator"], "--format", "onnx", "-o", _project["g.onnx"]).ExitCode);
        Assert.Equal(
            0,
            Gs.Run(
                "export",
                _project["generator"],
                "--format",
                "onnx",
                "--size",
                "32",
                "-o",
                _project["small.onnx"]
            ).ExitCode
        );

        foreach (var model in new[] { "generator", "g.onnx", "small.onnx" })
        {
            var gs = Gs.Run(
                "translate",
                _project[model],
                _project["in"],
                _project[$"by-{model}"],
                "--threads",
                "1",
                "--overlap",
                "8"
            );
            Assert.True(gs.ExitCode == 0, gs.Error);
        }

        // The smaller image is padded alike only where the least side is known, and a file of one size makes tiles.
        using var scope = NewDisposeScope();
        var (folder, file) = (
            ImageFile.Load(_project["by-generator", "b.png"]),
            ImageFile.Load(_project["by-g.onnx", "b.png"])
        );
        Assert.True((folder - file).abs().max().item<float>() < 0.01);
        Assert.Equal([3, 24, 40], ImageFile.Load(_project["by-small.onnx", "a.png"]).shape);
        Assert.Equal([3, 64, 36], ImageFile.Load(_project["by-small.onnx", "b.png"]).shape);
    }

    [Fact]
    public void A_file_of_another_program_is_no_model()
    {
        ImageFile.Save(_project["in.png"], rand(3, 8, 8));
        File.WriteAllText(_project["other.onnx"], "no network");

        var gs = Gs.Run("translate", _project["other.onnx"], _project["in.png"], _project["out.png"]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("cannot be opened as an ONNX file", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_project["out.png"]));
    }

    [Fact]
    public void Tiles_that_cannot_be_are_refused()
    {
        ImageFile.Save(_project["in.png"], rand(3, 50, 70));

        AssertWrong("--tile 0: expected a whole number from 1", _project["in.png"], _project["out.png"], "--tile", "0");
        AssertWrong("--overlap -1", _project["in.png"], _project["out.png"], "--overlap", "-1");
        AssertWrong("--threads -1", _project["in.png"], _project["out.png"], "--threads", "-1");
        Assert.False(File.Exists(_project["out.png"]));
    }

    [Fact]
    public void Folders_in_the_folder_are_translated_too_but_not_what_was_written_into_one()
    {
        ImageFile.Save(_project["in", "a.png"], zeros(3, 8, 8));
        ImageFile.Save(_project["in", "deep", "er", "a.jpg"], zeros(3, 8, 8));
        File.WriteAllText(_project["in", "b.gif"], "");
        for (var run = 0; run < 2; run++)
        {
            var gs = Gs.Run("translate", _project["generator"], _project["in"], _project["in", "drawn"], "--force");

            Assert.True(gs.ExitCode == 0, gs.Error);
            Assert.Contains("1 images in", gs.Error, StringComparison.Ordinal);
            Assert.Equal(
                [_project["in", "drawn", "a.png"], _project["in", "drawn", "deep", "er", "a.png"]],
                Directory
                    .GetFiles(_project["in", "drawn"], "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public void Unreadable_images_of_a_folder_are_left_out_named_and_counted()
    {
        ImageFile.Save(_project["in", "a.png"], zeros(3, 8, 8));
        File.WriteAllText(_project["in", "b.png"], "no image");
        DamagedPng.Write(_project["in", "c.png"]);

        var gs = Gs.Run("translate", _project["generator"], _project["in"], _project["drawn"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("b.png' is not an image", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "warning: 2 of 3 images could not be read and were left out",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Equal([_project["drawn", "a.png"]], Directory.GetFiles(_project["drawn"]));
        File.Delete(_project["in", "a.png"]);
        AssertWrong("is damaged", _project["in"], _project["drawn", "new"]);
    }

    [Theory]
    [InlineData("a.jpg", null, SKEncodedImageFormat.Jpeg)]
    [InlineData("a.JPEG", null, SKEncodedImageFormat.Jpeg)]
    [InlineData("a.webp", null, SKEncodedImageFormat.Webp)]
    [InlineData("a.png", "png", SKEncodedImageFormat.Png)]
    [InlineData("a.jpeg", "jpeg", SKEncodedImageFormat.Jpeg)]
    public void An_image_is_written_as_its_name_says(string name, string? format, SKEncodedImageFormat written)
    {
        ImageFile.Save(_project["in.png"], rand(3, 8, 8));

        var gs = Translate(_project["in.png"], _project[name], format);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(written, FormatOf(_project[name]));
    }

    [Theory]
    [InlineData("jpeg", "a.jpg", SKEncodedImageFormat.Jpeg)]
    [InlineData("webp", "a.webp", SKEncodedImageFormat.Webp)]
    [InlineData("png", "a.png", SKEncodedImageFormat.Png)]
    public void A_folder_is_written_in_the_format_that_is_asked_for(
        string format,
        string name,
        SKEncodedImageFormat written
    )
    {
        ImageFile.Save(_project["in", "a.jpg"], rand(3, 8, 8));

        var gs = Translate(_project["in"], _project["drawn"], format);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal([_project["drawn", name]], Directory.GetFiles(_project["drawn"]));
        Assert.Equal(written, FormatOf(_project["drawn", name]));
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    public void Less_quality_takes_fewer_bytes(string name)
    {
        ImageFile.Save(_project["in.png"], rand(3, 64, 64));
        long Bytes(string quality)
        {
            var gs = Translate(_project["in.png"], _project[name], null, "--quality", quality, "--force");
            Assert.True(gs.ExitCode == 0, gs.Error);
            return new FileInfo(_project[name]).Length;
        }

        Assert.True(Bytes("20") < Bytes("95"));
        Assert.Equal(2, Translate(_project["in.png"], _project[name], null, "--quality", "101").ExitCode);
        Assert.Equal(2, Translate(_project["in.png"], _project[name], null, "--quality", "0").ExitCode);
    }

    [Fact]
    public void A_quality_that_has_no_effect_is_told_so()
    {
        ImageFile.Save(_project["in.png"], rand(3, 16, 16));
        string Said(string name, params string[] more) =>
            Translate(_project["in.png"], _project[name], null, [.. more]).Error;

        Assert.Contains("--quality has no effect", Said("a.png", "--quality", "90"), StringComparison.Ordinal);
        Assert.DoesNotContain("--quality", Said("b.png"), StringComparison.Ordinal);
        Assert.DoesNotContain("--quality", Said("c.jpg", "--quality", "90"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_that_the_name_contradicts_or_that_is_not_written_is_refused()
    {
        ImageFile.Save(_project["a.png"], zeros(3, 8, 8));

        AssertWrong(
            "ends in .webp, and --format asks for .jpg",
            _project["a.png"],
            _project["b.webp"],
            "--format",
            "jpeg"
        );
        AssertWrong("'.gif' is none that is written", _project["a.png"], _project["b.gif"]);
        Assert.Equal(2, Translate(_project["a.png"], _project["drawn"], "gif").ExitCode);
    }

    [Theory]
    [InlineData("drawn.gif")]
    [InlineData("drawn.bmp")]
    [InlineData("drawn")]
    public void A_name_that_does_not_say_in_which_format_to_write_is_refused(string name)
    {
        ImageFile.Save(_project["a.png"], zeros(3, 8, 8));

        AssertWrong("does not say in which format to write", _project["a.png"], _project[name]);
        Assert.False(File.Exists(_project[name]));
    }

    [Fact]
    public void Originals_are_never_overwritten()
    {
        ImageFile.Save(_project["in", "a.png"], zeros(3, 8, 8));
        var before = TinyProject.Snapshot(_project["in"]);

        AssertWrong("would overwrite its original", _project["in"], _project["in"]);
        AssertWrong("would overwrite its original", _project["in", "a.png"], _project["in", "..", "in", "a.png"]);
        AssertWrong("would overwrite its original", _project["in", "a.png"], _project["in"]);
        Assert.Equal(before, TinyProject.Snapshot(_project["in"]));
    }

    [Fact]
    public void Originals_are_not_overwritten_through_links_either_not_even_by_force()
    {
        ImageFile.Save(_project["in", "a.png"], zeros(3, 8, 8));
        Directory.CreateSymbolicLink(_project["link"], _project["in"]);
        Directory.CreateDirectory(_project["links"]);
        File.CreateSymbolicLink(_project["links", "a.png"], _project["in", "a.png"]);
        var before = TinyProject.Snapshot(_project["in"]);

        AssertWrong("would overwrite its original", _project["in"], _project["link"], "--force");
        AssertWrong("would overwrite its original", _project["link"], _project["in"], "--force");
        AssertWrong("would overwrite its original", _project["links"], _project["in"], "--force");
        AssertWrong("would overwrite its original", _project["in"], _project["links"], "--force");
        AssertWrong("would overwrite its original", _project["in", "a.png"], _project["link", "a.png"], "--force");
        Assert.Equal(before, TinyProject.Snapshot(_project["in"]));
    }

    [Fact]
    public void Files_that_are_there_are_overwritten_by_force_only()
    {
        ImageFile.Save(_project["in", "a.jpg"], zeros(3, 8, 8));
        ImageFile.Save(_project["in", "b.jpg"], zeros(3, 8, 8));
        File.WriteAllText(_project["in", "b.txt"], "mine");
        Directory.CreateDirectory(_project["drawn"]);
        File.WriteAllText(_project["drawn", "b.png"], "mine");

        AssertWrong(
            "b.png' exists already and is left as it is. Nothing was written. Give another name or folder, or "
                + "overwrite with --force",
            _project["in"],
            _project["drawn"]
        );
        Assert.Equal("mine", File.ReadAllText(_project["drawn", "b.png"]));
        Assert.False(File.Exists(_project["drawn", "a.png"]));
        var gs = Gs.Run("translate", _project["generator"], _project["in"], _project["drawn"], "--force");
        Assert.True(gs.ExitCode == 0, gs.Error);
        AssertWrong("2 of 2 files exist already", _project["in"], _project["drawn"]);

        using var image = ImageFile.Load(_project["drawn", "b.png"]);
        Assert.Equal([3, 8, 8], image.shape);
    }

    [Fact]
    public void Two_images_do_not_become_one()
    {
        ImageFile.Save(_project["in", "a.png"], zeros(3, 8, 8));
        ImageFile.Save(_project["in", "a.jpg"], zeros(3, 8, 8));

        AssertWrong("would both become", _project["in"], _project["drawn"]);
        Assert.False(Directory.Exists(_project["drawn"]));
    }

    [Fact]
    public void A_target_that_ends_like_a_folder_becomes_one()
    {
        ImageFile.Save(_project["a.jpg"], zeros(3, 8, 8));

        var gs = Gs.Run("translate", _project["generator"], _project["a.jpg"], _project["fresh"] + "/");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(_project["fresh", "a.png"]));
    }

    [Fact]
    public void What_cannot_be_translated_is_named()
    {
        Directory.CreateDirectory(_project["empty"]);
        ImageFile.Save(_project["a.png"], zeros(3, 8, 8));

        AssertWrong("There is no image or folder", _project["nowhere"], _project["drawn"]);
        AssertWrong("has no images", _project["empty"], _project["drawn"]);
        AssertWrong("is a folder but", _project["data", "trainA"], _project["a.png"]);
        AssertWrong(_project.Config, _project.Config, _project["drawn.png"]);
    }

    private Gs Translate(string source, string target, string? format, params string[] further) =>
        Gs.Run([
            "translate",
            _project["generator"],
            source,
            target,
            .. format is null ? [] : new[] { "--format", format },
            .. further,
        ]);

    private static SKEncodedImageFormat FormatOf(string path)
    {
        using var codec = SKCodec.Create(path);
        return codec.EncodedFormat;
    }

    private void AssertWrong(string message, string source, string target, params string[] more)
    {
        var gs = Gs.Run(["translate", _project["generator"], source, target, .. more]);
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    private static JsonNode Json(Gs gs)
    {
        Assert.True(gs.ExitCode == 0, gs.Error);
        return JsonNode.Parse(gs.Output)!;
    }

    private static Gs Succeeded(params string[] arguments)
    {
        var gs = Gs.Run(arguments);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }
}
