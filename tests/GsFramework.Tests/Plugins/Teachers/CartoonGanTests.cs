using System.Text.Json.Nodes;
using GsFramework.Graph;
using GsFramework.Host.Teaching;
using GsFramework.Models;
using GsFramework.Models.Adversarial;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Parts;
using GsFramework.Teachers.CartoonGan;
using GsFramework.Teaching;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;
using GsFramework.Tests.Plugins;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GsFramework.Tests.Plugins.Teachers;

[Collection(nameof(WholeRuns))]
public sealed class CartoonGanTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly PluginParts _parts = new(new ModelsModule(), new DoubleModule());

    public void Dispose()
    {
        _parts.Dispose();
        _project.Dispose();
    }

    [Fact]
    public void The_first_steps_train_the_generator_alone_on_content()
    {
        using var scope = NewDisposeScope();
        using var objective = Begin(new CartoonGanMethodOptions { InitialisationSteps = 2 });
        var discriminator = objective.Networks[1].Module;
        using var before = discriminator.CopyWeights();
        var images = Images(1);

        var values = objective.Step(images, Images(2), step: 1, 1);

        Assert.Equal(values["content"] * 10, values["lossG"], 1e-4);
        Assert.DoesNotContain("lossGan", values.Keys);
        Assert.All(before, entry => Assert.True(entry.Value.Equals(discriminator.Tensors[entry.Key]), entry.Key));

        objective.Step(images, Images(2), step: 2, 1);
        Assert.Contains(before, entry => !entry.Value.Equals(discriminator.Tensors[entry.Key]));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    public void The_losses_are_those_of_the_equation(double share)
    {
        using var scope = NewDisposeScope();
        using var objective = Begin(
            new CartoonGanMethodOptions
            {
                InitialisationSteps = 0,
                EdgeShare = share,
                ContentWeight = 3,
            }
        );
        var (generator, discriminator) = (objective.Networks[0].Module, objective.Networks[1].Module);
        var (photographs, drawn) = (Images(1), Images(2));
        double content,
            gan,
            lossD;
        using (no_grad())
        {
            var fake = generator.forward(photographs);
            content = (DoubledMaps.Deepest(fake) - DoubledMaps.Deepest(photographs)).abs().mean().item<float>();
            var score = discriminator.forward(fake);
            gan = softplus(-score).mean().item<float>();
            var edges = softplus(discriminator.forward(EdgeSmoothing.Apply(drawn, 100, 200))).mean();
            lossD = (
                (0.5 * softplus(-discriminator.forward(drawn)).mean())
                + (0.5 * (((1 - share) * softplus(score).mean()) + (share * edges)))
            ).item<float>();
        }

        var values = objective.Step(photographs, drawn, step: 0, 1);

        Assert.Equal(content, values["content"], 1e-5);
        Assert.Equal(gan, values["lossGan"], 1e-5);
        Assert.Equal(gan + (3 * content), values["lossG"], 1e-4);
        Assert.Equal(lossD, values["lossD"], 1e-4);
    }

    [Fact]
    public void Content_of_all_maps_is_their_mean()
    {
        using var scope = NewDisposeScope();
        using var objective = Begin(
            new CartoonGanMethodOptions { InitialisationSteps = 1, ContentMaps = ContentMaps.All }
        );
        var photographs = Images(1);
        double expected;
        using (no_grad())
        {
            var fake = objective.Networks[0].Module.forward(photographs);
            expected =
                (
                    (fake - photographs).abs().mean()
                    + (DoubledMaps.Deepest(fake) - DoubledMaps.Deepest(photographs)).abs().mean()
                ).item<float>() / 2;
        }

        Assert.Equal(expected, objective.Step(photographs, photographs, 0, 1)["content"], 1e-5);
    }

    [Fact]
    public void Tone_is_the_distance_of_block_means()
    {
        using var scope = NewDisposeScope();
        using var objective = Begin(new CartoonGanMethodOptions { InitialisationSteps = 1, ToneWeight = 7 });
        var photographs = Images(1);
        double expected;
        using (no_grad())
        {
            expected = (avg_pool2d(objective.Networks[0].Module.forward(photographs), 8) - avg_pool2d(photographs, 8))
                .abs()
                .mean()
                .item<float>();
        }

        var values = objective.Step(photographs, photographs, 0, 1);

        Assert.Equal(expected, values["tone"], 1e-5);
        Assert.Equal((10 * values["content"]) + (7 * expected), values["lossG"], 1e-4);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var objective = Begin(new CartoonGanMethodOptions { InitialisationSteps = 0 });
        using var photographs = Images(1);
        using var drawn = Images(2);

        LiveTensors.StayConstant(step => objective.Step(photographs, drawn, step, 1), steps: 20);
    }

    [Fact]
    public void A_training_that_is_interrupted_at_every_step_gives_the_bytes_of_one_that_is_not()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(_project.Config))!;
        configuration["model"]!["generator"] = new JsonObject
        {
            ["kind"] = "cartoongan",
            ["width"] = 4,
            ["blocks"] = 1,
        };
        configuration["model"]!["discriminator"] = new JsonObject { ["kind"] = "cartoongan", ["width"] = 4 };
        configuration["teacher"]!["method"] = new JsonObject { ["kind"] = "cartoongan", ["initialisationSteps"] = 1 };
        File.WriteAllText(_project.Config, configuration.ToJsonString());
        var whole = Gs.Run(_project.Line("teacher", _project["whole"]));
        Assert.True(whole.ExitCode == 0, whole.Error);

        Assert.Equal(2, _project.RunInPieces("teacher", _project["pieces"]));

        foreach (var file in new[] { "model/weights.safetensors", "discriminator/weights.safetensors", "metrics.csv" })
        {
            Assert.True(
                File.ReadAllBytes(_project["whole", file]).SequenceEqual(File.ReadAllBytes(_project["pieces", file])),
                file
            );
        }
    }

    private ITeacherObjective Begin(CartoonGanMethodOptions options)
    {
        var method = new CartoonGanMethod(
            options with
            {
                Content = new("maps"),
                Loss = new(
                    "cross-entropy",
                    new GsFramework.Models.Adversarial.CrossEntropyOptions { NonSaturating = true }
                ),
            },
            _parts
        );
        return method.Begin(
            new TeacherStart(
                new CartoonGan(new GsFramework.Models.Generators.CartoonGanOptions { Width = 4, Blocks = 1 }).Create(),
                new CartoonGanDiscriminator(new CartoonGanDiscriminatorOptions { Width = 4 }).Create(),
                1e-3,
                1,
                CPU
            )
        );
    }

    private static Tensor Images(int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (rand([2, 3, 16, 16], generator: random) * 2) - 1;
    }
}
