using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

[Collection(nameof(WholeRuns))]
public sealed class BadInputTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("no/such", "model:teacher=no/such")]
    [InlineData("model.teacher: it is missing", "model:teacher=null")]
    [InlineData("no/such", "model:teacherDiscriminator=no/such")]
    [InlineData(
        "objective.gan: it needs a discriminator",
        "model:teacherDiscriminator=null",
        "model:discriminator=null"
    )]
    [InlineData("no/such", "data:source:root=no/such")]
    [InlineData("data.imageSize = 8 does not fit", "data:imageSize=8")]
    [InlineData("Choose data.imageSize", "data:imageSize=18")]
    [InlineData("Turn one of them off", "objective:terms:rival:enabled=true")]
    [InlineData("Take 'onnx' alone", "objective:terms:quantization:profile=reference", "export:formats:0=onnx-int8")]
    [InlineData("Ask for", "objective:terms:channel-pruning:targetMacRatio=500")]
    [InlineData(
        "Plugin Fixture.Pipeline, compression term 'blow-up', step 0 of slim: the loss became NaN",
        "objective:terms:blow-up:step=0"
    )]
    public void A_wrong_value_is_found_before_anything_is_written(string message, params string[] sets) =>
        AssertRefused(_project.Compress(sets), message);

    [Theory]
    [InlineData("trainA", false)]
    [InlineData("trainA", true)]
    [InlineData("trainB", true)]
    [InlineData("valA", true)]
    [InlineData("testA", true)]
    [InlineData("testB", true)]
    public void A_broken_image_is_found_before_anything_is_trained(string folder, bool cut)
    {
        var path = _project["data", folder, "1.png"];
        File.WriteAllBytes(path, cut ? File.ReadAllBytes(path)[..200] : "no image"u8.ToArray());

        AssertRefused(_project.Compress("data:source:onUnreadable=fail"), path);
    }

    [Fact]
    public void A_broken_image_is_left_out_and_the_result_names_it()
    {
        var (training, test) = (_project["data", "trainA", "1.png"], _project["data", "testB", "2.png"]);
        File.WriteAllText(training, "no image");
        File.WriteAllBytes(test, File.ReadAllBytes(test)[..200]);
        var gs = _project.Compress("training:slim:steps=1", "training:fineTune:steps=1");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(
            [training, test],
            _project.Result()["unreadableImages"]!.AsArray().Select(static path => (string)path!)
        );
        Assert.All(_project.Result()["scores"]!.AsArray(), static score => Assert.Equal(3, (int)score!["images"]!));
    }

    [Theory]
    [InlineData("trainA")]
    [InlineData("trainB")]
    public void A_folder_of_training_images_that_is_read_must_be_there_and_not_be_empty(string folder)
    {
        Directory.Delete(_project["data", folder], recursive: true);
        AssertRefused(_project.Compress("objective:gan:real=target"), folder);

        Directory.CreateDirectory(_project["data", folder]);
        AssertRefused(_project.Compress("objective:gan:real=target"), folder);
    }

    [Fact]
    public void Weights_that_are_cut_off_are_found()
    {
        var path = _project["generator", "weights.safetensors"];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..1000]);

        AssertRefused(_project.Compress(), path);
    }

    [Fact]
    public void Weights_of_another_architecture_are_found()
    {
        _project.SaveModel(
            "wider",
            new CycleGanResNet(new CycleGanResNetOptions { Width = 8, Blocks = 1 }).Create(),
            1
        );
        File.Copy(
            _project["wider", "weights.safetensors"],
            _project["generator", "weights.safetensors"],
            overwrite: true
        );

        AssertRefused(_project.Compress(), _project["generator", "weights.safetensors"]);
    }

    [Fact]
    public void A_discriminator_for_larger_images_is_found()
    {
        _project.SaveModel("discriminator", new PatchGan(new PatchGanOptions { Width = 4, Layers = 4 }).Create(), 1);

        AssertRefused(_project.Compress(), "data.imageSize = 16 does not fit");
    }

    [Fact]
    public void A_run_does_not_begin_in_a_file_or_below_one()
    {
        File.WriteAllText(_project.Out, "mine");

        AssertWrong(_project.Compress(), $"'{_project.Out}' is a file");
        AssertWrong(Gs.Run(_project.Line("compress", _project["out", "below"])), _project["out", "below"]);
        Assert.Equal("mine", File.ReadAllText(_project.Out));
    }

    [Fact]
    public void A_run_does_not_begin_where_something_is()
    {
        Directory.CreateDirectory(_project.Out);
        File.WriteAllText(_project["out", "mine.txt"], "mine");

        AssertWrong(_project.Compress(), "is not empty");
        Assert.Single(Directory.GetFileSystemEntries(_project.Out));
    }

    [Fact]
    public void Another_run_is_not_touched()
    {
        Assert.Equal(0, _project.Compress("training:slim:steps=1", "training:fineTune:steps=1").ExitCode);
        var before = TinyProject.Snapshot(_project.Out);

        AssertWrong(_project.Compress(), "holds a finished run. Remove it, or give another folder with --out.");
        AssertWrong(Gs.Run(_project.Line("teacher", _project.Out)), "holds a finished run");
        Assert.Equal(before, TinyProject.Snapshot(_project.Out));
    }

    [Fact]
    public void An_empty_folder_stays_when_a_run_does_not_begin_in_it()
    {
        Directory.CreateDirectory(_project.Out);

        AssertWrong(_project.Compress("objective:terms:rival:enabled=true"), "Turn one of them off");
        Assert.Empty(Directory.GetFileSystemEntries(_project.Out));
    }

    [Fact]
    public void Only_a_run_can_be_resumed()
    {
        AssertWrong(Gs.Run("resume", _project["data"]), "is no run directory");
        AssertWrong(Gs.Run("resume", _project["nowhere"]), "does not exist");
        AssertWrong(Gs.Run("resume", _project.Config), "is a file, not a run directory");
    }

    private void AssertRefused(Gs gs, string message)
    {
        AssertWrong(gs, message);
        Assert.False(Directory.Exists(_project.Out) || File.Exists(_project.Out), "something was written");
    }

    private static void AssertWrong(Gs gs, string message)
    {
        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);
    }
}
