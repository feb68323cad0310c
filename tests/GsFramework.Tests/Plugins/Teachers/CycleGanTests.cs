using System.Text.Json.Nodes;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Teaching;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Teachers.CycleGan;
using GsFramework.Teaching;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Teachers;

[Collection(nameof(WholeRuns))]
public sealed class CycleGanTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void What_a_training_leaves_can_be_compressed()
    {
        var teacher = Gs.Run([.. _project.Line("teacher", _project["taught"]), "--json"]);
        Assert.True(teacher.ExitCode == 0, teacher.Error);
        var printed = JsonNode.Parse(teacher.Output)!;
        Assert.Equal(3, (int)printed["steps"]!);

        var gs = _project.Compress(
            $"model:teacher={printed["model"]}",
            $"model:teacherDiscriminator={printed["discriminator"]}"
        );

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(_project["taught", "samples", "teacher-000003.png"]));
        Assert.Equal(4, File.ReadAllLines(_project["taught", "metrics.csv"]).Length);
    }

    [Fact]
    public void A_training_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not()
    {
        Assert.Equal(0, Gs.Run(_project.Line("teacher", _project["whole"])).ExitCode);

        Assert.Equal(2, _project.RunInPieces("teacher", _project["pieces"]));

        foreach (
            var file in new[]
            {
                "model/weights.safetensors",
                "discriminator/weights.safetensors",
                "reverse/model/weights.safetensors",
                "metrics.csv",
            }
        )
        {
            Assert.True(
                File.ReadAllBytes(_project["whole", file]).SequenceEqual(File.ReadAllBytes(_project["pieces", file])),
                file
            );
        }

        var before = TinyProject.Snapshot(_project["pieces"]);
        Assert.Equal(0, Gs.Run("resume", _project["pieces"]).ExitCode);
        Assert.Equal(before, TinyProject.Snapshot(_project["pieces"]));
    }

    [Fact]
    public void What_is_kept_is_the_moving_average()
    {
        Assert.Equal(0, Gs.Run(_project.Line("teacher", _project.Out, "teacher:steps=1")).ExitCode);

        using var checkpoint = SafeTensors.Read(_project["out", "checkpoints", "teacher.safetensors"]);
        using var model = SafeTensors.Read(_project["out", "model", "weights.safetensors"]);
        var graph = new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create();
        var discriminator = new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create();
        using var initial = CycleGanNetworks.Create(new TeacherStart(graph, discriminator, 2e-4, Seed: 3, CPU));
        using var scope = NewDisposeScope();
        foreach (var (name, start) in initial.G.Tensors)
        {
            var expected = (start.detach() * 0.1) + (checkpoint.Tensors[$"G/{name}"] * 0.9);
            Assert.True(expected.allclose(model.Tensors[name], 1e-5, 1e-6), name);
        }
    }

    [Fact]
    public void Both_directions_are_kept()
    {
        Assert.Equal(0, Gs.Run(_project.Line("teacher", _project.Out, "teacher:steps=1")).ExitCode);

        using var checkpoint = SafeTensors.Read(_project["out", "checkpoints", "teacher.safetensors"]);
        foreach (
            var (folder, prefix) in new[]
            {
                ("reverse/model", "average/reverse/model/"),
                ("reverse/discriminator", "DA/"),
            }
        )
        {
            using var kept = SafeTensors.Read(_project["out", folder, "weights.safetensors"]);
            Assert.All(kept.Tensors, entry =>
                Assert.True(entry.Value.Equals(checkpoint.Tensors[prefix + entry.Key]), entry.Key)
            );
        }
    }

    [Fact]
    public void The_learning_rate_is_constant_and_then_falls_to_0()
    {
        var factors = Enumerable.Range(0, 8).Select(static step => TeacherTraining.LearningRateFactor(step, 8));

        Assert.Equal([1, 1, 1, 1, 1, 0.75, 0.5, 0.25], factors);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var parts = new PluginParts(new ModelsModule());
        var start = new TeacherStart(
            new CycleGanResNet(new CycleGanResNetOptions { Width = 4, Blocks = 1 }).Create(),
            new PatchGan(new PatchGanOptions { Width = 4, Layers = 2 }).Create(),
            1e-3,
            1,
            CPU
        );
        using var objective = new CycleGanMethod(
            new CycleGanMethodOptions { CycleNoise = 0.1, PoolSize = 3 },
            parts
        ).Begin(start);
        using var images = rand(2, 3, 16, 16);

        LiveTensors.StayConstant(step => objective.Step(images, images, step, 1), steps: 30);
    }

    [Theory]
    [InlineData("model.generator and model.discriminator", "model:generator=null")]
    [InlineData("data.imageSize = 8 does not fit model.discriminator", "data:imageSize=8")]
    [InlineData("Choose data.imageSize", "data:imageSize=18")]
    public void A_wrong_value_is_found_before_anything_is_written(string message, params string[] sets)
    {
        var gs = Gs.Run(_project.Line("teacher", _project.Out, sets));

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }

    [Fact]
    public void A_broken_image_is_left_out_and_named()
    {
        File.WriteAllText(_project["data", "trainA", "1.png"], "no image");

        var gs = Gs.Run(_project.Line("teacher", _project.Out));

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("1 of 5 images", gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            "| train | 4 | 5 |",
            File.ReadAllText(_project["out", "model", "card.md"]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("trainA")]
    [InlineData("trainB")]
    [InlineData("valB")]
    public void A_broken_image_is_found_before_anything_is_trained(string folder)
    {
        File.WriteAllText(_project["data", folder, "1.png"], "no image");

        var gs = Gs.Run(_project.Line("teacher", _project.Out, "data:source:onUnreadable=fail"));

        Assert.True(gs.ExitCode == 2, gs.Error);
        Assert.Contains(_project["data", folder, "1.png"], gs.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Out));
    }
}
