using System.Text.Json.Nodes;
using GsFramework.Models.Discriminators;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Runs with discriminators that judge each output together with its input.</summary>
public sealed class ConditionalRunTests : IDisposable
{
    private const string Told = "The discriminator is conditional: it takes 6 channels";

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("teacher")]
    [InlineData("target")]
    public void A_conditional_discriminator_is_found_by_its_channels_and_told(string real)
    {
        SaveDiscriminator(6);

        var gs = _project.Compress($"objective:gan:real={real}");

        Done(gs);
        Assert.Contains(Told, gs.Error, StringComparison.Ordinal);
        Assert.Contains("lossGan", File.ReadLines(_project["out", "metrics.csv"]).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_outputs_by_themselves_is_not_told_of()
    {
        var gs = _project.Compress();

        Done(gs);
        Assert.DoesNotContain("is conditional", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fresh_weights_may_be_conditional_too()
    {
        var gs = _project.Compress("model:teacherDiscriminator=null", "model:discriminator:inputChannels=6");

        Done(gs);
        Assert.Contains(Told, gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("config validate")]
    public void Other_channels_are_refused_and_those_that_would_do_are_named(string verb)
    {
        SaveDiscriminator(5);

        AssertWrong(
            verb == "compress" ? _project.Compress() : Gs.Run("config", "validate", _project.Config),
            "The discriminator takes images of 5 channels, and model.teacher makes images of 3 channels (RGB) of "
                + "images of 3 channels (RGB). Give one that takes 3, which judges outputs by themselves, or 6"
        );
    }

    [Fact]
    public void Without_pairs_real_targets_are_refused_before_training_and_the_teachers_outputs_are_not()
    {
        SaveDiscriminator(6);
        File.Move(_project["data", "trainB", "3.png"], _project["data", "trainB", "other.png"]);

        AssertWrong(
            _project.Compress("objective:gan:real=target"),
            "1 images of A have no partner of the same name in B, such as '3'. A discriminator that judges images with "
                + "their inputs, with objective.gan.real 'target', needs pairs"
        );
        Assert.False(File.Exists(_project["out", "metrics.csv"]));
        Done(Gs.Run(_project.Line("compress", _project["other"], "objective:gan:real=teacher")));
    }

    [Fact]
    public void A_run_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not()
    {
        SaveDiscriminator(6);
        string[] sets = ["objective:gan:real=target", "objective:terms:paired:weight=10"];
        Done(Gs.Run(_project.Line("compress", _project["whole"], sets)));

        Assert.True(_project.RunInPieces("compress", _project["pieces"], sets) > 0);

        Same("model/weights.safetensors", "metrics.csv");
    }

    [Fact]
    public void The_teachers_features_are_those_of_pairs()
    {
        SaveDiscriminator(6);

        Done(_project.Compress("objective:gan:enabled=false", "objective:terms:discriminator-features:weight=1"));
    }

    [Fact]
    public void A_pix2pix_teacher_is_trained_on_pairs_and_compressed_with_its_discriminator()
    {
        Pix2Pix();
        var teacher = Gs.Run(_project.Line("teacher", _project["teacher"]));

        Done(teacher);
        Assert.Contains(Told, teacher.Error, StringComparison.Ordinal);
        Assert.Contains(
            "validationL1",
            File.ReadLines(_project["teacher", "metrics.csv"]).First(),
            StringComparison.Ordinal
        );
        Done(
            _project.Compress(
                $"model:teacher={_project["teacher", "model"]}",
                $"model:teacherDiscriminator={_project["teacher", "discriminator"]}",
                "objective:gan:real=target",
                "objective:gan:loss=vanilla"
            )
        );
    }

    [Fact]
    public void A_teacher_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not()
    {
        Pix2Pix();
        Done(Gs.Run(_project.Line("teacher", _project["whole"])));

        Assert.Equal(2, _project.RunInPieces("teacher", _project["pieces"]));

        Same("model/weights.safetensors", "discriminator/weights.safetensors", "metrics.csv");
    }

    [Fact]
    public void A_teacher_without_pairs_is_refused_by_name()
    {
        Pix2Pix();
        File.Move(_project["data", "trainB", "3.png"], _project["data", "trainB", "other.png"]);

        AssertWrong(Gs.Run(_project.Line("teacher", _project.Out)), "1 images of A have no partner of the same name");
    }

    [Theory]
    [InlineData("pix2pix", 3, "3 + 3 channels, and model.discriminator takes 3. Set model.discriminator.inputChannels")]
    [InlineData("cyclegan", 6, "teacher.method 'cyclegan' shows the discriminator no inputs beside the outputs")]
    public void A_teachers_discriminator_of_other_channels_is_refused(string method, int channels, string message)
    {
        Pix2Pix();

        AssertWrong(
            Gs.Run(
                _project.Line(
                    "teacher",
                    _project.Out,
                    $"teacher:method:kind={method}",
                    $"model:discriminator:inputChannels={channels}"
                )
            ),
            message
        );
    }

    [Fact]
    public void A_pix2pix_discriminator_of_outputs_by_themselves_is_an_option()
    {
        Pix2Pix();

        var gs = Gs.Run(
            _project.Line(
                "teacher",
                _project.Out,
                "teacher:method:conditional=false",
                "model:discriminator:inputChannels=3"
            )
        );

        Done(gs);
        Assert.DoesNotContain("is conditional", gs.Error, StringComparison.Ordinal);
    }

    private void Pix2Pix()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(_project.Config))!;
        configuration["model"]!["discriminator"]!["inputChannels"] = 6;
        configuration["teacher"]!["method"] = new JsonObject { ["kind"] = "pix2pix" };
        File.WriteAllText(_project.Config, configuration.ToJsonString());
    }

    private void SaveDiscriminator(int channels) =>
        _project.SaveModel(
            "discriminator",
            new PatchGan(
                new PatchGanOptions
                {
                    Width = 4,
                    Layers = 2,
                    InputChannels = channels,
                }
            ).Create(),
            2
        );

    private void Same(params string[] files) =>
        Assert.All(files, file =>
            Assert.Equal(File.ReadAllBytes(_project["whole", file]), File.ReadAllBytes(_project["pieces", file]))
        );

    private static void Done(Gs gs) => Assert.True(gs.ExitCode == 0, gs.Error);

    private static void AssertWrong(Gs gs, string message)
    {
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
