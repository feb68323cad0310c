using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Generators;
using GsFramework.Teachers.Pix2Pix;
using GsFramework.Teaching;
using GsFramework.Tests.Core.Interchange.PyTorch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GsFramework.Tests.Plugins.Teachers;

[Collection(nameof(LiveTensors))]
public sealed class Pix2PixTests : IDisposable
{
    private readonly PluginParts _parts = new(new ModelsModule());
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _parts.Dispose();
    }

    [Fact]
    public void Three_steps_give_the_losses_and_weights_of_the_official_code_in_PyTorch()
    {
        using var expected = Fixture.Read("pix2pix-steps.pth");
        var game = _parts.Create<IAdversarialLoss>("vanilla");
        using var objective = new Pix2PixObjective(
            Network("G", new GraphBuilder(3)
                .Add("0", new Conv2d(3, 3, KernelSize: 3, Padding: 1))
                .Add("1", new Activation(ActivationFunction.Tanh))
                .Build()),
            Network("D", new GraphBuilder(6)
                .Add("0", new Conv2d(6, 4, KernelSize: 4, Stride: 2, Padding: 1))
                .Add("1", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
                .Add("2", new Conv2d(4, 1, KernelSize: 4, Padding: 1))
                .Build()),
            game,
            l1Weight: 100,
            learningRate: 2e-3
        );

        for (var step = 0; step < 3; step++)
        {
            var values = objective.Step(Formula(17 + step), Formula(1017 + step), step, 1);

            var losses = expected.Tensors["losses"][step].data<float>().ToArray();
            string[] names = ["lossG", "lossGan", "l1", "lossD"];
            Assert.All(names, (name, i) => Assert.Equal(losses[i], values[name], 2e-5 * losses[i]));
        }

        foreach (var (name, module) in objective.Networks)
        {
            Assert.All(module.Tensors, entry =>
                Assert.InRange(
                    (entry.Value - expected.Tensors[$"end.{name}.{entry.Key}"]).abs().max().item<float>(),
                    0,
                    2e-5f
                )
            );
        }

        GraphModule Network(string name, NetworkGraph graph) =>
            new(
                graph,
                graph.Parameters().ToDictionary(
                    static entry => entry.Name,
                    entry => expected.Tensors[$"start.{name}.{entry.Name}"]
                )
            );
    }

    [Fact]
    public void The_losses_are_those_of_the_equation()
    {
        using var objective = Begin(new Pix2PixMethodOptions { L1Weight = 7 });
        var (generator, discriminator) = (objective.Networks[0].Module, objective.Networks[1].Module);
        var (x, y) = (Images(1), Images(2));
        double l1,
            lossD;
        using (no_grad())
        {
            var fake = generator.forward(x);
            l1 = (y - fake).abs().mean().item<float>();
            lossD =
                (
                    softplus(-discriminator.forward(cat([x, y], 1))).mean()
                    + softplus(discriminator.forward(cat([x, fake], 1))).mean()
                ).item<float>() / 2;
        }

        var values = objective.Step(x, y, step: 0, 1);

        Assert.Equal(l1, values["l1"], 1e-5);
        Assert.Equal(lossD, values["lossD"], 1e-5);
        Assert.Equal(values["lossGan"] + (7 * l1), values["lossG"], 1e-4);
    }

    [Fact]
    public void A_discriminator_of_outputs_by_themselves_does_not_see_the_input()
    {
        using var objective = Begin(new Pix2PixMethodOptions { Conditional = false });
        var (generator, discriminator) = (objective.Networks[0].Module, objective.Networks[1].Module);
        var (x, y) = (Images(1), Images(2));
        double lossD;
        using (no_grad())
        {
            lossD =
                (
                    softplus(-discriminator.forward(y)).mean()
                    + softplus(discriminator.forward(generator.forward(x))).mean()
                ).item<float>() / 2;
        }

        Assert.Equal(lossD, objective.Step(x, y, step: 0, 1)["lossD"], 1e-5);
    }

    [Fact]
    public void It_leaves_the_averaged_generator_and_the_discriminator()
    {
        using var objective = Begin(new());

        Assert.Equal(
            [("model", true), ("discriminator", false)],
            objective.Kept.Select(static kept => (kept.Folder, kept.IsAveraged))
        );
    }

    [Fact]
    public void Its_score_is_the_distance_to_the_true_images()
    {
        var method = new Pix2PixMethod(new(), _parts);

        Assert.Equal(0.5f, method.Score(full(2, 3, 4, 4, 0.25f), full(2, 3, 4, 4, -0.25f)).item<float>());
        Assert.True(method.IsPaired && method.IsConditional && method.NeedsDiscriminator);
    }

    [Fact]
    public void It_refuses_a_network_that_makes_classes() =>
        Assert.Contains(
            "model.generator makes classes",
            Assert
                .Throws<UserException>(() =>
                    new Pix2PixMethod(new(), _parts).Check(
                        new SmallConvNet(new SmallConvNetOptions { Width = 2, Classes = 3 }).Create(),
                        ImageSize.Square(16)
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var objective = Begin(new());
        var (x, y) = (Images(1), Images(2));

        LiveTensors.StayConstant(step => objective.Step(x, y, step, 1), steps: 20);
    }

    private ITeacherObjective Begin(Pix2PixMethodOptions options) =>
        new Pix2PixMethod(options, _parts).Begin(
            new TeacherStart(
                new Pix2PixUNet(new Pix2PixUNetOptions { Width = 2, Downs = 3 }).Create(),
                new PatchGan(
                    new PatchGanOptions
                    {
                        Width = 2,
                        Layers = 1,
                        InputChannels = options.Conditional ? 6 : 3,
                    }
                ).Create(),
                1e-3,
                1,
                CPU
            )
        );

    private static Tensor Images(int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (rand([2, 3, 16, 16], generator: random) * 2) - 1;
    }

    // That of tests/fixtures-src/make_pix2pix_fixtures.py.
    private static Tensor Formula(int seed) =>
        (((((arange(2 * 3 * 16 * 16) * 40503) + seed) % 65536).to(float64) / 32768) - 1)
            .to(float32)
            .reshape(2, 3, 16, 16);
}
