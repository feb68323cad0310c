using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Demo;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Generators whose outputs are larger or smaller than their inputs, through the command line.</summary>
public sealed class ResizedOutputTests
{
    private static readonly string[] _withTruth =
    [
        "objective:gan:real=target",
        "objective:terms:truth:enabled=true",
        "export:formats:0=onnx",
        "export:formats:1=onnx-int8",
    ];

    [Theory]
    [InlineData("double", 16, 32, null)]
    [InlineData("half", 32, 16, null)]
    [InlineData("double", 16, 32, "plain-images")]
    public void A_compression_compares_outputs_with_images_of_their_size(
        string size,
        int input,
        int output,
        string? source
    )
    {
        using var project = new ResizedProject(size, input, source).Taught();

        var gs = project.Files.Compress(_withTruth);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var name = Path.GetFileName(Directory.GetDirectories(project.Files["out", "pictures"])[0]);
        Assert.Equal((input, input), project.SizeOf("out", "pictures", name, "input.png"));
        foreach (var kind in new[] { "teacher", "compact", "truth" })
        {
            Assert.Equal((output, output), project.SizeOf("out", "pictures", name, $"{kind}.png"));
        }

        var score = Score(project.Files.Result()["scores"]!, "l1-truth");
        Assert.Equal((output, output), ((int)score["protocol"]!["height"]!, (int)score["protocol"]!["width"]!));
        Assert.NotNull(Score(project.Files.Result()["scores"]!, "kid-means"));
        Assert.True(File.Exists(project.Files["out", "report.html"]));
    }

    [Fact]
    public void A_finished_compression_is_scored_measured_resumed_and_verified()
    {
        using var project = new ResizedProject("double", 16).Taught();
        Done(project.Files.Compress(_withTruth));
        var (model, config) = (project.Files["out", "model"], project.Files.Config);
        var file = Directory.GetFiles(project.Files["out", "export"], "*.onnx").Order().First();
        var expected = (double)Score(project.Files.Result()["scores"]!, "l1-truth")["compact"]!;

        foreach (var scored in new[] { model, file })
        {
            var scores = JsonNode.Parse(Done(Gs.Run("evaluate", scored, config, "--json")).Output)!["scores"]!;
            Assert.Equal(expected, (double)Score(scores, "l1-truth")["compact"]!, 0.02);
        }

        Done(Gs.Run("export", model, "--format", "onnx", "--size", "24", "-o", project.Files["fixed.onnx"]));
        var measured = Done(
            Gs.Run("benchmark", model, project.Files["fixed.onnx"], "--size", "24", "--runs", "2", "--json")
        );
        Assert.All(JsonNode.Parse(measured.Output)!.AsArray(), static row => Assert.True((bool)row!["finite"]!));
        Done(Gs.Run("resume", project.Files.Out, "--from", "finetune"));
        Assert.Equal(expected, (double)Score(project.Files.Result()["scores"]!, "l1-truth")["compact"]!);
        Done(Gs.Run("verify", project.Files.Out));
    }

    [Theory]
    [InlineData("cartoongan", "double", 16)]
    [InlineData("cartoongan", "half", 32)]
    [InlineData("paired-regression", "half", 32)]
    public void A_teacher_is_trained_by_methods_that_go_one_way(string method, string size, int imageSize)
    {
        using var project = new ResizedProject(size, imageSize);
        project.Change(options =>
            options["teacher"]!["method"] =
                method == "cartoongan"
                    ? new JsonObject
                    {
                        ["kind"] = method,
                        ["content"] = "means",
                        ["initialisationSteps"] = 1,
                        ["toneWeight"] = 1,
                    }
                    : method
        );

        Done(project.Teach());

        Assert.True(File.Exists(project.Files["teacher", "model", "weights.safetensors"]));
        Assert.Contains("teacher-000002", string.Join(' ', Directory.GetFiles(project.Files["teacher", "samples"])));
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("config")]
    public void CycleGAN_refuses_it_and_says_what_to_choose(string verb)
    {
        using var project = new ResizedProject("double", 16);
        project.Change(static options => options["teacher"]!["method"] = "cyclegan");

        var gs = verb == "teacher" ? project.Teach() : Gs.Run("config", "validate", project.Files.Config);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(
            "makes 3x32x32 of an image of 3x16x16. Choose 'cartoongan'",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("config")]
    public void Outputs_in_no_constant_ratio_are_refused_before_any_work(string verb)
    {
        using var project = new ResizedProject("border", 16);

        var gs = verb == "teacher" ? project.Teach() : Gs.Run("config", "validate", project.Files.Config);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(
            "The outputs of model.generator 'resizing' are in no constant ratio to its inputs",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(project.Files["teacher"]));
    }

    [Fact]
    public void A_size_that_does_not_divide_is_refused_with_the_nearest_that_do()
    {
        using var project = new ResizedProject("half", 33);

        var gs = project.Teach();

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("32 and 34 fit, the nearest to 33.", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_shows_inputs_enlarged_beside_outputs()
    {
        using var project = new ResizedProject("double", 16).Taught();

        Done(
            Gs.Run(
                project.Files.Line(
                    "compare",
                    project.Files["compared"],
                    "training:budget:updates=4",
                    "training:slim:steps=3",
                    "comparison:ratios:0=1.2",
                    "comparison:seeds:0=3",
                    "comparison:methods:0=gs-32"
                )
            )
        );

        // Input, G0, the method and the truth, 128 pixels each with gaps of 4.
        Assert.Equal((4 * 128) + (5 * 4), project.SizeOf("compared", "pictures-1.2x.png").Width);
    }

    [Theory]
    [InlineData("double", 16, 1)]
    [InlineData("half", 32, 2)]
    public async Task The_demonstration_gives_it_sides_that_it_can_divide(string size, int imageSize, int multiple)
    {
        using var project = new ResizedProject(size, imageSize).Taught();
        using var demo = new RunningDemo(project.Model);
        using var client = new HttpClient { BaseAddress = await demo.Address() };

        var page = JsonNode.Parse(
            await client.GetStringAsync(new Uri("demo.json", UriKind.Relative), TestContext.Current.CancellationToken)
        );

        Assert.Equal(multiple, (int)page!["models"]![0]!["input"]!["multiple"]!);
        Assert.NotNull(page["models"]![0]!["macs"]);
    }

    private static Gs Done(Gs gs)
    {
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }

    private static JsonNode Score(JsonNode scores, string metric) =>
        scores.AsArray().First(score => (string)score!["metric"]! == metric)!;
}
