using GsFramework.Core.Data;
using GsFramework.Models.Discriminators;
using GsFramework.Tests.Host.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Commands;

[Collection(nameof(WholeRuns))]
public sealed class ResizedTranslationTests
{
    [Theory]
    [InlineData("double", 16, 7, 33, 14, 66)]
    [InlineData("half", 32, 40, 31, 20, 16)]
    [InlineData("three-halves", 16, 20, 21, 30, 32)]
    public void An_image_comes_out_in_the_networks_ratio_whole_in_tiles_and_by_a_file(
        string size,
        int imageSize,
        int height,
        int width,
        int outHeight,
        int outWidth
    )
    {
        using var project = new ResizedProject(size, imageSize).Taught();
        var (file, one) = (project.Files["model.onnx"], project.Files["fixed.onnx"]);
        Done("export", project.Model, "--format", "onnx", "-o", file);
        Done("export", project.Model, "--format", "onnx", "--size", "24x16", "-o", one);
        ImageFile.Save(project.Files["in.png"], Noise(height, width));
        foreach (var model in new[] { project.Model, file, one })
        {
            Done("translate", model, project.Files["in.png"], project.Files["out.png"], "--force");
            Assert.Equal((outHeight, outWidth), project.SizeOf("out.png"));
        }
    }

    [Theory]
    [InlineData("double", 16)]
    [InlineData("half", 32)]
    [InlineData("three-halves", 16)]
    public void Tiles_are_stitched_at_the_size_of_the_output(string size, int imageSize)
    {
        using var project = new ResizedProject(size, imageSize).Taught();
        ImageFile.Save(project.Files["in.png"], Noise(150, 211));

        Done("translate", project.Model, project.Files["in.png"], project.Files["whole.png"]);
        Done(
            "translate",
            project.Model,
            project.Files["in.png"],
            project.Files["tiled.png"],
            "--tile",
            "64",
            "--overlap",
            "32"
        );

        using var scope = NewDisposeScope();
        var (whole, tiled) = (ImageFile.Load(project.Files["whole.png"]), ImageFile.Load(project.Files["tiled.png"]));
        Assert.Equal(whole.shape, tiled.shape);
        Assert.True(whole.std().item<float>() > 0.001, "The picture is of one colour.");
        Assert.True((whole - tiled).abs().max().item<float>() <= 1.01 / 127.5);
    }

    [Fact]
    public void A_discriminator_with_a_constant_ratio_is_not_taken_for_a_generator()
    {
        using var project = new TinyProject();
        var options = new CartoonGanDiscriminatorOptions { Width = 4 };
        project.SaveModel("judge", new CartoonGanDiscriminator(options).Create(), 1);

        var gs = Gs.Run("translate", project["judge"], project["data", "testA"], project["drawn"]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("no image-to-image generator", gs.Error, StringComparison.Ordinal);
    }

    private static Tensor Noise(int height, int width)
    {
        using var random = new Generator(1, CPU);
        return (rand([3, height, width], generator: random) * 2) - 1;
    }

    private static void Done(params string[] line)
    {
        var gs = Gs.Run(line);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }
}
