using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Models.Generators;
using GsFramework.Tests.Core.Data;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Commands;

[Collection(nameof(WholeRuns))]
public sealed class EvaluateTests : IDisposable
{
    private readonly TinyProject _project = new();

    public EvaluateTests() =>
        _project.SaveModel(
            "other",
            new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(),
            9
        );

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_model_is_compared_with_the_teacher()
    {
        var scores = Scores("other");

        Assert.True((double)Row(scores, "l1-teacher")["compact"]! > 0);
        Assert.NotNull(Row(scores, "kid-means")["dense"]);
        Assert.NotEqual((double)Row(scores, "kid-means")["dense"]!, (double)Row(scores, "kid-means")["compact"]!);
    }

    [Fact]
    public void A_file_has_the_scores_of_the_folder_that_it_was_made_of()
    {
        Assert.Equal(0, Gs.Run("export", _project["other"], "--format", "onnx", "-o", _project["other.onnx"]).ExitCode);

        var (folder, file) = (Scores("other"), Scores("other.onnx"));

        foreach (var metric in new[] { "l1-teacher", "l1-truth", "kid-means" })
        {
            Assert.Equal((double)Row(folder, metric)["compact"]!, (double)Row(file, metric)["compact"]!, 1e-3);
        }
    }

    [Fact]
    public void A_file_of_another_size_is_refused()
    {
        Assert.Equal(
            0,
            Gs.Run(
                "export",
                _project["other"],
                "--format",
                "onnx",
                "--size",
                "32",
                "-o",
                _project["other.onnx"]
            ).ExitCode
        );

        var gs = Gs.Run("evaluate", _project["other.onnx"], _project.Config);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("takes images of 32x32 only, and data.imageSize is 16", gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("translate")]
    public void A_discriminator_is_not_taken_for_a_generator(string verb)
    {
        var gs =
            verb == "evaluate"
                ? Gs.Run("evaluate", _project["discriminator"], _project.Config)
                : Gs.Run("translate", _project["discriminator"], _project["data", "testA"], _project["drawn"]);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("no image-to-image generator", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_for_images_of_two_channels_is_refused()
    {
        _project.SaveModel(
            "two",
            new CycleGanResNet(
                new CycleGanResNetOptions
                {
                    Width = 4,
                    Blocks = 1,
                    InputChannels = 2,
                }
            ).Create(),
            1
        );

        var gs = Gs.Run("evaluate", _project["two"], _project.Config);

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("takes images of 2 channels, but", gs.Error, StringComparison.Ordinal);
        Assert.Contains("of the data has 3 channels (RGB)", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_of_images_is_not_taught_to_classify()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(_project.Config))!;
        configuration["teacher"]!["method"] = "classifier";
        File.WriteAllText(_project.Config, configuration.ToJsonString());

        var gs = Gs.Run(_project.Line("teacher", _project.Out));

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains("small-convnet", gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void The_teacher_is_not_compared_with_itself()
    {
        Directory.CreateDirectory(_project["copy"]);
        foreach (var file in Directory.GetFiles(_project["generator"]))
        {
            File.Copy(file, _project["copy", Path.GetFileName(file)]);
        }

        var gs = Evaluate("copy");
        var json = JsonNode.Parse(Evaluate("generator", "--json").Output)!;

        Assert.Contains("The model is the teacher", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("-teacher", gs.Output, StringComparison.Ordinal);
        Assert.True((bool)json["isTeacher"]!);
        Assert.DoesNotContain(Names(json["scores"]!), static metric =>
            metric.EndsWith("-teacher", StringComparison.Ordinal)
        );
        Assert.Contains("l1-truth", Names(json["scores"]!));
        var asTeacher = Row(Scores("other"), "kid-means")["dense"]!;
        Assert.Equal((double)asTeacher, (double)Row(json["scores"]!, "kid-means")["compact"]!, 1e-12);
    }

    [Fact]
    public void The_validation_images_can_be_scored_instead()
    {
        var scores = Scores("other", "--split", "validation").AsArray();

        Assert.NotEmpty(scores);
        Assert.All(scores, static row =>
            Assert.Equal(("validation", 2), ((string)row!["split"]!, (int)row["images"]!))
        );
        Assert.Equal(2, Gs.Run("evaluate", _project["other"], _project.Config, "--split", "train").ExitCode);
    }

    [Fact]
    public void The_protocol_stands_beside_each_number()
    {
        var gs = Evaluate("other");

        foreach (
            var part in new[]
            {
                "4 test images against 5 real train images, 16x16, bicubic to cover",
                "2 subsets of 2, seed 3",
                "not meaningful",
                "│ feature-distance-means-teacher ",
                "sha256:",
                "images  16x16 of {\"kind\":\"folder\"",
            }
        )
        {
            Assert.Contains(part, gs.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_JSON_has_the_whole_protocol()
    {
        var result = JsonNode.Parse(Evaluate("other", "--json").Output)!;

        Assert.Equal(ModelFolder.WeightsHash(_project["other"]), (string)result["weights"]!);
        Assert.Equal(
            ("folder", 16, 3),
            ((string)result["data"]!["kind"]!, (int)result["imageSize"]!, (int)result["seed"]!)
        );
        var kid = Row(result["scores"]!, "kid-means")["protocol"]!;
        Assert.Equal(
            ("train", 5, "means"),
            ((string)kid["targetSplit"]!, (int)kid["targets"]!, (string)kid["features"]!)
        );
        Assert.Contains("ssim-truth", Names(result["scores"]!));
    }

    [Fact]
    public void Further_networks_stand_beside_the_first_and_name_their_maps()
    {
        var scores = Scores(
            "other",
            "--set",
            "evaluation:furtherFeatures:0:kind=mobilenet-v2",
            "--set",
            "evaluation:furtherFeatures:0:layer=block_3_expand_relu",
            "--set",
            "evaluation:furtherFeatures:1:kind=mobilenet-v2",
            "--set",
            "evaluation:furtherFeatures:1:layer=block_6_expand_relu"
        );

        Assert.Equal(
            [
                "feature-distance-mobilenetv2-2-teacher",
                "feature-distance-mobilenetv2-2-truth",
                "kid-mobilenetv2-2-teacher",
                "kid-mobilenetv2-2",
                "fd-mobilenetv2-2",
            ],
            Names(scores)[^5..]
        );
        var protocol = Row(scores, "feature-distance-mobilenetv2-truth")["protocol"]!;
        Assert.Equal("Conv1_relu, block_3_expand_relu, block_6_expand_relu", (string)protocol["layers"]!);
        Assert.Null(protocol["preparation"]);
        Assert.Equal(3, Directory.GetFiles(_project["cache", "features"]).Length);
    }

    [Fact]
    public void The_same_network_twice_is_refused_before_anything_is_scored()
    {
        var gs = Gs.Run("evaluate", _project["other"], _project.Config, "--set", "evaluation:furtherFeatures:0=means");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "evaluation.furtherFeatures[0] is the same network as evaluation.features (means)",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("testA", 1)]
    [InlineData("testB", 2)]
    [InlineData("trainB", 3)]
    public void An_image_that_is_damaged_in_the_middle_is_left_out_as_if_it_were_not_there(string folder, int number)
    {
        string[] uncached = ["--set", "data:source:cacheMegabytes=0", "--set", "data:source:onUnreadable=skip"];
        var path = _project["data", folder, $"{number}.png"];
        DamagedPng.Write(path);
        var gs = Evaluate("other", ["--json", .. uncached]);
        File.Delete(path);
        if (folder.StartsWith("test", StringComparison.Ordinal))
        {
            File.Delete(_project["data", folder == "testA" ? "testB" : "testA", $"{number}.png"]);
        }

        Assert.Contains($": {number}.png", gs.Error, StringComparison.Ordinal);
        Assert.Equal(Scores("other", uncached).ToJsonString(), JsonNode.Parse(gs.Output)!["scores"]!.ToJsonString());
    }

    [Theory]
    [InlineData(
        "evaluation:limit=1",
        "kid-means and fd-means left out",
        "the number of test images is 1, since evaluation.limit is 1"
    )]
    [InlineData("evaluation:metrics:0=kid", "kid-means left out", "the number of test images is 1. Add images")]
    public void Scores_that_need_more_images_say_so(string set, string scores, string reason)
    {
        if (!set.Contains("limit", StringComparison.Ordinal))
        {
            foreach (var (folder, number) in new[] { ("testA", 0), ("testA", 1), ("testA", 2) })
            {
                File.Delete(_project["data", folder, $"{number}.png"]);
            }
        }

        var gs = Evaluate("other", "--set", set);

        Assert.Contains($"warning: {scores}", gs.Error, StringComparison.Ordinal);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kid-means", gs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_features_give_the_same_scores()
    {
        var first = Evaluate("other", "--json").Output;

        Assert.Single(Directory.GetFiles(_project["cache", "features"]));
        Assert.Equal(first, Evaluate("other", "--json").Output);
        Assert.Equal(first, Evaluate("other", "--json", "--set", "evaluation:cache=false").Output);
    }

    private JsonNode Scores(string model, params string[] more) =>
        JsonNode.Parse(Evaluate(model, ["--json", .. more]).Output)!["scores"]!;

    private static JsonNode Row(JsonNode scores, string metric) =>
        scores.AsArray().Single(row => (string)row!["metric"]! == metric)!;

    private static string[] Names(JsonNode scores) =>
        [.. scores.AsArray().Select(static row => (string)row!["metric"]!)];

    private Gs Evaluate(string model, params string[] more)
    {
        var gs = Gs.Run(["evaluate", _project[model], _project.Config, .. more]);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }
}
