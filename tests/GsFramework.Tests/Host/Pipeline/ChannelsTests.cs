using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Graph;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Generators of grey images and of images with opacity, through the command line.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ChannelsTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose()
    {
        // 'translate' takes all cores; the other tests count on one thread.
        TorchSharp.torch.set_num_threads(1);
        _project.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(4, 4)]
    public void A_generator_is_compressed_scored_exported_and_used(int taken, int made)
    {
        Save(taken, made, discriminator: made);

        Done(
            _project.Compress(
                "objective:gan:real=target",
                $"model:discriminator:inputChannels={made}",
                "export:formats:0=onnx",
                "export:formats:1=onnx-int8"
            )
        );

        var picture = Directory.GetDirectories(_project["out", "pictures"])[0];
        AssertChannels(taken, Path.Combine(picture, "input.png"));
        foreach (var kind in new[] { "teacher", "compact", "truth" })
        {
            AssertChannels(made, Path.Combine(picture, $"{kind}.png"));
        }

        var scores = _project.Result()["scores"]!.AsArray();
        foreach (var metric in new[] { "l1-teacher", "l1-truth", "ssim-truth", "kid-means", "fd-means" })
        {
            var score = scores.Single(score => (string)score!["metric"]! == metric)!;
            Assert.Equal(made == 3 ? null : made, (int?)score["protocol"]!["channels"]);
        }

        var (model, file) = (_project["out", "model"], Directory.GetFiles(_project["out", "export"], "*.onnx").Min()!);
        foreach (var network in new[] { model, file })
        {
            Done(Gs.Run("evaluate", network, _project.Config));
            Done(Gs.Run("translate", network, _project["data", "testA"], _project["drawn"], "--force"));
            Assert.All(Directory.GetFiles(_project["drawn"]), written => AssertChannels(made, written));
        }

        Done(
            Gs.Run("export", model, "--format", "onnx", "--images", _project["data", "testA"], "-o", _project["a.onnx"])
        );
        Done(Gs.Run("export", model, "--format", "onnx", "--pixels", "-o", _project["pixels.onnx"]));
    }

    [Fact]
    public void Opacity_is_translated_and_a_JPEG_of_it_is_white_with_a_warning()
    {
        Save(4, 4, discriminator: 4);
        var input = PixelImage.Room(ImageSize.Square(16), ImageChannels.Rgba, pool: null);
        ImageFile.Save(_project["in.png"], input);

        var png = Gs.Run("translate", _project["generator"], _project["in.png"], _project["a.png"]);
        var jpeg = Gs.Run("translate", _project["generator"], _project["in.png"], _project["a.jpg"]);

        Done(png);
        Done(jpeg);
        AssertChannels(4, _project["a.png"]);
        Assert.DoesNotContain("JPEG has no opacity", png.Error, StringComparison.Ordinal);
        Assert.Contains("JPEG has no opacity", jpeg.Error, StringComparison.Ordinal);
        Assert.Equal(ImageSize.Square(16), ImageDecoder.Size(_project["a.jpg"]));
    }

    [Fact]
    public void A_grey_run_is_resumed_and_verified()
    {
        Save(1, 1, discriminator: 1);

        Assert.True(_project.RunInPieces("compress", _project.Out, "model:discriminator:inputChannels=1") > 0);

        Done(Gs.Run("verify", _project.Out));
    }

    [Theory]
    [InlineData("cyclegan", 1, 1)]
    [InlineData("cyclegan", 4, 4)]
    [InlineData("cartoongan", 3, 1)]
    [InlineData("cartoongan", 1, 3)]
    [InlineData("cartoongan", 4, 4)]
    public void A_teacher_is_trained(string method, int taken, int made)
    {
        if (method == "cartoongan")
        {
            var options = JsonNode.Parse(File.ReadAllText(_project.Config))!;
            options["teacher"]!["method"] = new JsonObject
            {
                ["kind"] = method,
                ["content"] = "means",
                ["initialisationSteps"] = 1,
                ["toneWeight"] = 1,
            };
            File.WriteAllText(_project.Config, options.ToJsonString());
        }

        var gs = Gs.Run(
            _project.Line(
                "teacher",
                _project.Out,
                $"model:generator:inputChannels={taken}",
                $"model:generator:outputChannels={made}",
                $"model:discriminator:inputChannels={made}"
            )
        );

        Done(gs);
        Assert.True(File.Exists(_project["out", "model", "weights.safetensors"]));
    }

    [Fact]
    public void CycleGAN_refuses_a_generator_that_changes_the_channels()
    {
        var gs = Gs.Run(
            _project.Line(
                "teacher",
                _project.Out,
                "model:generator:outputChannels=1",
                "model:discriminator:inputChannels=1"
            )
        );

        AssertWrong(gs, "another number of channels than it takes: 1 of 3");
    }

    [Fact]
    public void A_discriminator_for_other_channels_is_refused_by_channels()
    {
        Save(3, 1, discriminator: 3);

        AssertWrong(_project.Compress(), "3 channels (RGB), and model.teacher makes images of 1 channel (grey)");
    }

    [Theory]
    [InlineData(2, 3, "takes images of 2 channels, but")]
    [InlineData(3, 5, "makes images of 5 channels, but")]
    public void Channels_that_no_image_file_has_are_named_and_no_sizes_are(int taken, int made, string message)
    {
        Save(taken, made, discriminator: made);

        var gs = _project.Compress($"model:discriminator:inputChannels={made}");

        AssertWrong(gs, message);
        Assert.DoesNotMatch("[0-9]x[0-9]", gs.Error);
    }

    private void Save(int taken, int made, int discriminator)
    {
        _project.SaveModel(
            "generator",
            new CycleGanResNet(
                new CycleGanResNetOptions
                {
                    Width = 4,
                    Blocks = 1,
                    InputChannels = taken,
                    OutputChannels = made,
                }
            ).Create(),
            1
        );
        _project.SaveModel(
            "discriminator",
            new PatchGan(
                new PatchGanOptions
                {
                    Width = 4,
                    Layers = 2,
                    InputChannels = discriminator,
                }
            ).Create(),
            2
        );
    }

    private static void AssertChannels(int channels, string png) =>
        Assert.Equal(
            channels switch
            {
                1 => Png.Gray,
                4 => Png.Rgba,
                _ => Png.Rgb,
            },
            File.ReadAllBytes(png)[25]
        );

    private static void Done(Gs gs) => Assert.True(gs.ExitCode == 0, gs.Error);

    private static void AssertWrong(Gs gs, string message)
    {
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }
}
