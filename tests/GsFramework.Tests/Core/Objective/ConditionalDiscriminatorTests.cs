using GsFramework.Core.Objective;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Terms;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using GsFramework.Training;
using TorchSharp;
using static TorchSharp.torch;
using LiveTensors = GsFramework.Tests.Plugins.LiveTensors;

namespace GsFramework.Tests.Core.Objective;

/// <summary>Discriminators that judge each output together with its input, as that of pix2pix.</summary>
[Collection(nameof(LiveTensors))]
public sealed class ConditionalDiscriminatorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PluginParts _parts = new(new ModelsModule());

    public void Dispose()
    {
        _parts.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Input_comes_first_and_the_output_after_it_as_in_the_official_code()
    {
        var (input, output) = (rand(2, 1, 4, 4), rand(2, 3, 4, 4));

        var judged = DiscriminatorInput.Of(Judge(4), input, output);

        Assert.Equal([2, 4, 4, 4], judged.shape);
        Assert.True(judged.narrow(1, 0, 1).equal(input).all().item<bool>());
        Assert.True(judged.narrow(1, 1, 3).equal(output).all().item<bool>());
    }

    [Fact]
    public void A_discriminator_of_the_outputs_channels_is_given_the_output_itself()
    {
        var output = rand(2, 3, 4, 4);

        Assert.Same(output, DiscriminatorInput.Of(Judge(3), rand(2, 3, 4, 4), output));
        Assert.False(DiscriminatorInput.IsConditional(Judge(3), 3, 3));
        Assert.True(DiscriminatorInput.IsConditional(Judge(6), 3, 3));
    }

    [Fact]
    public void Other_channels_are_refused_with_the_numbers_that_would_do()
    {
        var fault = Assert.Throws<UserException>(() =>
            DiscriminatorInput.Of(Judge(5), rand(1, 3, 4, 4), rand(1, 1, 4, 4))
        );

        Assert.Contains("takes 5 channels", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            "of 1 channels, which judges images by themselves, or of 4",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_output_of_another_size_than_its_input_is_refused() =>
        Assert.Contains(
            "8x8 was made of 4x4",
            Assert
                .Throws<UserException>(() => DiscriminatorInput.Of(Judge(6), rand(1, 3, 4, 4), rand(1, 3, 8, 8)))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_game_is_played_on_pairs_of_input_and_output()
    {
        using var game = new Game(_parts, poolSize: 0);
        var (x, real) = (Networks.Image(16, 3), Networks.Image(16, 4));
        float gan,
            lossD;
        using (no_grad())
        {
            var fake = cat([x, game.Generator.forward(x)], 1);
            var scores = game.Judge.forward(fake);
            gan = (scores - 1).square().mean().item<float>();
            lossD =
                ((game.Judge.forward(cat([x, real], 1)) - 1).square().mean() + scores.square().mean()).item<float>()
                / 2;
        }

        var values = game.Step(x, real, 0);

        Assert.Equal(gan, values["lossGan"], 1e-5);
        Assert.Equal(lossD, values["lossD"], 1e-5);
    }

    [Fact]
    public void The_generator_is_reached_through_the_output_alone()
    {
        using var game = new Game(_parts, poolSize: 0);
        using var before = game.Generator.CopyWeights();

        game.Step(Networks.Image(16, 3), Networks.Image(16, 4), 0);

        Assert.Contains(before, entry => !entry.Value.Equals(game.Generator.Tensors[entry.Key]));
    }

    [Fact]
    public void The_pool_keeps_each_output_with_its_own_input()
    {
        using var game = new Game(_parts, poolSize: 3);
        var x = Networks.Image(16, 3);
        Tensor fake;
        using (no_grad())
        {
            fake = game.Generator.forward(x);
        }

        game.Step(x, x, 0);

        var pooled = game.Objective.State().First(static entry => entry.Key == "pool.00000").Value;
        Assert.True(pooled.equal(cat([x, fake], 1).narrow(0, 0, 1)).all().item<bool>());
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var game = new Game(_parts, poolSize: 2);
        var x = Networks.Image(16, 3);

        LiveTensors.StayConstant(step => game.Step(x, x, step));
    }

    private static NetworkGraph Judge(int channels) =>
        new PatchGan(
            new PatchGanOptions
            {
                Width = 2,
                Layers = 1,
                InputChannels = channels,
            }
        ).Create();

    private sealed class Game : IDisposable
    {
        public Game(PluginParts parts, int poolSize)
        {
            Generator = Live(Networks.CycleGan(width: 2, blocks: 1));
            Judge = Live(ConditionalDiscriminatorTests.Judge(6));
            var adam = new OptimizerSettings(OptimizerKind.Adam, 1e-3, 0.5);
            Objective = new MinimaxObjective(
                Generator,
                null,
                Judge,
                parts.Create<IAdversarialLoss>("least-squares"),
                [],
                new ObjectiveSettings(TrainingPhase.Slim, 1, AdversarialWeight: 1, poolSize, adam, adam)
            );
        }

        public GraphModule Generator { get; }

        public GraphModule Judge { get; }

        public MinimaxObjective Objective { get; }

        public IReadOnlyDictionary<string, double> Step(Tensor x, Tensor real, int step) =>
            Objective.Step(new TrainingBatch(x, real, real), step, 10, new ScheduleClock(step, 10));

        public void Dispose()
        {
            Objective.Dispose();
            Generator.Dispose();
            Judge.Dispose();
        }

        private static GraphModule Live(NetworkGraph graph)
        {
            using var weights = Networks.RandomWeights(graph, seed: 1);
            return new GraphModule(graph, weights);
        }
    }
}
