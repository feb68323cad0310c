using GsFramework.CoEvolution;
using GsFramework.Graph;
using GsFramework.Tests.Graph;
using GsFramework.Tests.Host;
using TorchSharp;

namespace GsFramework.Tests.Plugins.CoEvolution;

public sealed class CoEvolutionMethodTests : IDisposable
{
    private readonly TinySearch _search = new();

    public void Dispose() => _search.Dispose();

    [Theory]
    [InlineData(2.0, ChannelEncoding.PerChannel)]
    [InlineData(4.0, ChannelEncoding.PerChannel)]
    [InlineData(3.0, ChannelEncoding.Shared)]
    public void The_result_meets_the_target_and_computes_what_the_masked_teacher_computes(
        double target,
        ChannelEncoding encoding
    )
    {
        var options = TinySearch.Options with { TargetMacRatio = target, Encoding = encoding };
        var network = _search.Run(options);
        using var compact = network.Weights;

        Assert.InRange(
            _search.Ratio(network.Graph),
            target,
            target * (encoding == ChannelEncoding.Shared ? 1.1 : 1.03)
        );
        using var scope = torch.NewDisposeScope();
        using var masked = _search.Teacher.CopyWeights();
        var code = new ChannelCode(_search.Teacher, encoding, ImageSize.Square(TinySearch.Side));
        GraphPruning.Mask(code.Map, masked, code.Kept(Stored(options).Forward.Best.Bits));
        Networks.AssertEqual(_search.Teacher.Graph, masked, network.Graph, compact, Networks.Image(TinySearch.Side, 1));
    }

    [Fact]
    public void Every_generation_is_reported_with_what_its_best_are_worth()
    {
        using var weights = _search.Run(TinySearch.Options).Weights;

        Assert.Equal([0, 1, 2, 3], _search.Progress.Select(static progress => progress.Done));
        Assert.All(_search.Progress, static progress =>
        {
            Assert.Equal(3, progress.Total);
            Assert.InRange(progress.Values["macRatio"], 3, 3.1);
            Assert.InRange(progress.Values["macRatioReverse"], 3, 3.1);
            Assert.True(progress.Values["fitness"] >= progress.Values["meanFitness"]);
            Assert.True(progress.Values["loss"] > 0 && progress.Values["lossReverse"] > 0);
        });
    }

    [Fact]
    public void Alone_a_direction_never_gets_worse()
    {
        var options = TinySearch.Options with { CycleWeight = 0, Generations = 8 };
        using var weights = new CoEvolutionMethod(options).Compress(_search.Context(reverse: false)).Weights;

        double[] fitness = [.. _search.Progress.Select(static progress => progress.Values["fitness"])];
        Assert.Equal(fitness.Order(), fitness);
        Assert.True(fitness[^1] > fitness[0]);
        Assert.DoesNotContain("fitnessReverse", _search.Progress[0].Values.Keys);
    }

    [Fact]
    public void Without_a_target_the_size_term_shrinks_the_generator()
    {
        var options = TinySearch.Options with
        {
            TargetMacRatio = null,
            CycleWeight = 0,
            Generations = 10,
            Population = 10,
            QualityWeight = 1e-6,
            SizeWeight = 1,
        };
        using var weights = _search.Run(options).Weights;

        Assert.True(_search.Progress[^1].Values["macRatio"] > 1.2 * _search.Progress[0].Values["macRatio"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_winner_depends_neither_on_parallelism_nor_on_threads(int parallel)
    {
        using var other = new TinySearch();
        var one = _search.Run(TinySearch.Options);
        var many = other.Run(TinySearch.Options with { Parallel = parallel });
        using var left = one.Weights;
        using var right = many.Weights;

        Assert.Equal(File.ReadAllText(_search.State), File.ReadAllText(other.State));
        AssertSame(one, many);
    }

    [Fact]
    public void Another_seed_gives_another_winner()
    {
        using var other = new TinySearch(seed: 2);
        using var left = _search.Run(TinySearch.Options).Weights;
        using var right = other.Run(TinySearch.Options).Weights;

        Assert.NotEqual(File.ReadAllText(_search.State), File.ReadAllText(other.State));
    }

    [Fact]
    public void Training_before_a_measurement_changes_fitness_and_leaves_the_inherited_weights()
    {
        using var other = new TinySearch();
        var options = TinySearch.Options with
        {
            Generations = 1,
            Population = 2,
            TrainingSteps = 2,
            LearningRate = 1e-2,
            Parallel = 0,
        };
        var trained = _search.Run(options);
        using var weights = trained.Weights;
        using var untrained = other.Run(options with { TrainingSteps = 0 }).Weights;

        Assert.Equal(other.Progress[0].Values, _search.Progress[0].Values);
        Assert.NotEqual(other.Progress[1].Values["loss"], _search.Progress[1].Values["loss"]);
        var code = new ChannelCode(_search.Teacher, options.Encoding, ImageSize.Square(TinySearch.Side));
        using var masked = _search.Teacher.CopyWeights();
        GraphPruning.Mask(code.Map, masked, code.Kept(Stored(options).Forward.Best.Bits));
        using var inherited = GraphPruning.Prune(_search.Teacher.Graph, masked).Weights;
        Assert.All(weights, pair => TensorAssert.Same(inherited[pair.Key], pair.Value));
        Assert.False(
            _search.Teacher.Trained().First().Parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0
        );
    }

    private SearchState Stored(CoEvolutionOptions options)
    {
        var code = new ChannelCode(_search.Teacher, options.Encoding, ImageSize.Square(TinySearch.Side));
        var context = _search.Context();
        var networks = NetworkHash.Of([
            context.Teacher,
            context.Discriminator!,
            context.ReverseTeacher!,
            context.ReverseDiscriminator!,
        ]);
        return new StateFile(
            _search.StateFolder,
            Search.Settings(context, options),
            networks,
            options.Population,
            (code.Length, code.Length)
        ).Read()!;
    }

    private static void AssertSame(PrunedNetwork left, PrunedNetwork right)
    {
        Assert.Equal(GraphJson.Write(left.Graph), GraphJson.Write(right.Graph));
        Assert.All(left.Weights, pair => TensorAssert.Same(pair.Value, right.Weights[pair.Key]));
    }
}
