using GsFramework.Bench.Reference;
using GsFramework.ChannelPruning;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Objective;
using GsFramework.Distillation;
using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Discriminators;
using GsFramework.Quantization;
using GsFramework.Terms;
using GsFramework.Tests.Core.Composition.Guards;
using GsFramework.Tests.Golden;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Plugins;
using GsFramework.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Tests.Bench;

/// <summary>The step that the bench compares the program's with computes the same.</summary>
public sealed class ReferenceStepTests
{
    private const int Width = 8;
    private const int Blocks = 2;
    private const int Steps = 4;

    // What one wrong rounding moves over the corner of a ReLU is larger, as in TrajectoryTests.
    private static double Tolerance { get; } =
        Environment.GetEnvironmentVariable(TrustedArithmetic.Variable) == "reference" ? 1e-3 : 1e-4;

    [Theory]
    [InlineData("g1_trajectory_fp32_one_epoch", 1104)]
    [InlineData("g2_trajectory_fp32_five_epochs", 1100)]
    public void Five_steps_of_the_reference_are_those_of_the_official_code(string name, int discriminatorSeed)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenSet(name);
        using var generator = ReferenceNetworks.Generator(Width, Blocks, quantized: false);
        ReferenceNetworks.Load(generator, golden.Under("init."));
        using var discriminator = ReferenceNetworks.Discriminator();
        using var judgeWeights = HashFill.Weights(new GanSlimmingDiscriminator().Create(), discriminatorSeed);
        ReferenceNetworks.Load(discriminator, judgeWeights);
        var hyper = golden.Doubles("hyper");
        using var step = new ReferenceStep(
            generator,
            discriminator,
            new()
            {
                LearningRate = hyper[0],
                ScaleRate = hyper[1],
                WeightDecay = hyper[2],
                Momentum = hyper[3],
                Rho = hyper[4],
                Beta = hyper[5],
                PoolSize = 0,
            }
        );

        var (stepsPerEpoch, epochs) = ((int)hyper[6], (int)hyper[7]);
        for (var i = 0; i < 5; i++)
        {
            var clock = new ScheduleClock(i / stepsPerEpoch, epochs);
            var losses = step.Step(
                golden["X"][i],
                golden["T"][i],
                clock.Cosine,
                ProximalStep.LearningRate(ProximalSchedule.Reference, 1, clock.Cosine, clock)
            );

            GoldenAssert.CloseRelative(golden.Doubles("step.loss_G")[i], losses.Generator, 1e-4);
            GoldenAssert.CloseRelative(golden.Doubles("step.loss_G_GAN")[i], losses.Judgement, 1e-4);
            GoldenAssert.CloseRelative(golden.Doubles("step.loss_D")[i], losses.Discriminator, 1e-4);
            GoldenAssert.Close(golden["step.gamma"][i], Scales(generator), i < 3 ? 1e-5 : Tolerance, $"γ, step {i}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_program_s_steps_give_the_losses_and_weights_of_the_reference(bool quantized)
    {
        using var scope = NewDisposeScope();
        using var parts = new PluginParts(
            new DistillationModule(),
            new ChannelPruningModule(),
            new QuantizationModule(),
            new ModelsModule()
        );
        var settings = new ReferenceSettings { LearningRate = 1e-4, PoolSize = 3 };
        var dense = GoldenNetworks.Generator(Width, Blocks);
        using var weights = Networks.RandomWeights(dense, seed: 1);
        var judge = new GanSlimmingDiscriminator().Create();
        using var judgeWeights = Networks.RandomWeights(judge, seed: 2);

        using var generator = ReferenceNetworks.Generator(Width, Blocks, quantized);
        using var discriminator = ReferenceNetworks.Discriminator();
        ReferenceNetworks.Load(generator, weights);
        ReferenceNetworks.Load(discriminator, judgeWeights);
        using var reference = new ReferenceStep(generator, discriminator, settings);

        var terms = Terms(parts, settings, quantized);
        var graph = terms
            .OfType<IRewritesGenerator>()
            .Aggregate(dense, static (network, term) => term.Rewrite(network));
        using var ours = new GraphModule(graph, weights);
        using var ourJudge = new GraphModule(judge, judgeWeights);
        var adam = new OptimizerSettings(
            OptimizerKind.Adam,
            settings.LearningRate,
            0.5,
            0.999,
            WeightDecay: settings.WeightDecay
        );
        using var objective = new MinimaxObjective(
            ours,
            teacher: null,
            ourJudge,
            parts.Create<IAdversarialLoss>("least-squares"),
            [.. terms.Select(GuardedTerms.Of)],
            new ObjectiveSettings(TrainingPhase.Slim, settings.Seed, 1, settings.PoolSize, adam, adam)
        );

        for (var i = 0; i < Steps; i++)
        {
            var (x, t) = (Networks.Image(32, seed: 10 + i), Networks.Image(32, seed: 20 + i));
            var values = objective.Step(new TrainingBatch(x, t, t), i, Steps, new ScheduleClock(0, Steps));
            var losses = reference.Step(x, t);
            GoldenAssert.CloseRelative(losses.Generator, values["lossG"], 1e-4);
            GoldenAssert.CloseRelative(losses.Judgement, values["lossGan"], 1e-4);
            GoldenAssert.CloseRelative(losses.Discriminator, values["lossD"], 1e-4);
        }

        foreach (var (name, parameter) in generator.named_parameters())
        {
            var tolerance = GoldenNetworks.IsBiasBeforeNorm(dense, $"model.{name}") ? 1e-3 : Tolerance;
            GoldenAssert.Close(parameter, ours.Tensors[$"model.{name}"], tolerance, name);
        }

        foreach (var (name, parameter) in discriminator.named_parameters())
        {
            var tolerance = GoldenNetworks.IsBiasBeforeNorm(judge, $"model.{name}") ? 1e-3 : Tolerance;
            GoldenAssert.Close(parameter, ourJudge.Tensors[$"model.{name}"], tolerance, name);
        }
    }

    private static Tensor Scales(Sequential generator) =>
        cat(
            [
                .. generator
                    .named_parameters()
                    .Where(static entry => entry.name.EndsWith("weight", StringComparison.Ordinal))
                    .Select(static entry => entry.parameter.detach())
                    .Where(static parameter => parameter.dim() == 1),
            ]
        );

    private static ICompressionTerm[] Terms(PluginParts parts, ReferenceSettings settings, bool quantized) =>
        [
            parts.Create<ICompressionTerm>("distillation", new DistillationOptions { Weight = settings.Beta }),
            parts.Create<ICompressionTerm>(
                "channel-pruning",
                new ChannelPruningOptions
                {
                    Rho = settings.Rho,
                    LearningRate = settings.ScaleRate,
                    Momentum = settings.Momentum,
                    ZeroShift = false,
                }
            ),
            .. quantized
                ?
                [
                    parts.Create<ICompressionTerm>(
                        "quantization",
                        new QuantizationOptions { Profile = QuantizationProfile.Reference }
                    ),
                ]
                : Array.Empty<ICompressionTerm>(),
        ];
}
