using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Configuration;
using GsFramework.Host.Evaluation;
using GsFramework.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class ScorerTests
{
    private static readonly EvaluationOptions Options = new() { Features = new PartSelection<IFeatureExtractor>("mean-colour-3") };

    [Fact]
    public void Every_metric_is_there_and_named_after_the_extractor()
    {
        using var scope = NewDisposeScope();

        var scores = Score(Images(Noise(1), Noise(2), Noise(3), Noise(4)));

        Assert.Equal(
            ["l1-teacher", "psnr-teacher", "l1-truth", "psnr-truth", "kid-meancolour3", "fd-meancolour3"],
            scores.Select(score => score.Metric));
        Assert.All(scores, score => Assert.Equal(("test", 20), (score.Split, score.Images)));
    }

    [Fact]
    public void Each_score_is_that_of_its_own_images()
    {
        using var scope = NewDisposeScope();
        var (student, teacher, truth, targets) = (Noise(1), Noise(2) * 0.5, Noise(3), Noise(4));

        var scores = Score(Images(student, teacher, truth, targets)).ToDictionary(score => score.Metric);

        Assert.Equal(L1.Of(student, teacher).Average(), scores["l1-teacher"].Compact, tolerance: 1e-12);
        Assert.Null(scores["l1-teacher"].Dense);
        Assert.Equal(Psnr.Of(student, teacher).Average(), scores["psnr-teacher"].Compact, tolerance: 1e-12);
        Assert.Equal(Psnr.Of(student, truth).Average(), scores["psnr-truth"].Compact, tolerance: 1e-12);
        Assert.Equal(L1.Of(teacher, truth).Average(), scores["l1-truth"].Dense!.Value, tolerance: 1e-12);
        Tensor Features(Tensor images) => images.mean([2, 3]);
        var kid = Kid.Between(Features(student), Features(targets), Options.KidSubsets, Options.KidSubsetSize, seed: 5);
        var row = scores["kid-meancolour3"];
        Assert.Equal((kid.Mean, kid.StandardError, kid.Spread, kid.Full), (row.Compact, row.StandardError, row.Spread, row.Full));
        Assert.Equal(Kid.Between(Features(teacher), Features(targets), Options.KidSubsets, Options.KidSubsetSize, 5).Mean, row.Dense);
        Assert.Equal(Kid.Between(Features(truth), Features(targets), Options.KidSubsets, Options.KidSubsetSize, 5).Mean, row.Truth);
        Assert.Equal(FrechetDistance.Between(Features(teacher), Features(targets)).Value, scores["fd-meancolour3"].Dense);
        Assert.Equal(
            new ScoreProtocol(6, 5) { Features = "mean-colour", Targets = 20, Subsets = 50, SubsetSize = 20, Seed = 5 }, row.Protocol);
    }

    [Fact]
    public void The_truth_is_found_by_name_where_there_is_one()
    {
        using var scope = NewDisposeScope();
        var (student, truth) = (Noise(1), Noise(3));
        var shuffled = new TensorImages(["3", "nobody", "11"], truth.index_select(0, tensor(new long[] { 3, 0, 11 })));

        var scores = Score(Images(student, student, student, Noise(4)) with { Truth = shuffled });

        var score = scores.Single(score => score.Metric == "l1-truth");
        var expected = L1.Of(student, truth);
        Assert.Equal(2, score.Images);
        Assert.Equal((expected[3] + expected[11]) / 2, score.Compact, tolerance: 1e-12);
    }

    [Fact]
    public void Without_teacher_and_truth_the_distances_to_them_are_left_out()
    {
        using var scope = NewDisposeScope();
        var images = Images(Noise(1), Noise(2), Noise(3), Noise(4)) with { Teacher = null, Truth = null };

        var scores = Score(images);

        Assert.Equal(["kid-meancolour3", "fd-meancolour3"], scores.Select(score => score.Metric));
        Assert.All(scores, score => Assert.Null(score.Dense));
    }

    [Fact]
    public void One_image_gives_pixel_scores_alone()
    {
        using var scope = NewDisposeScope();

        var scores = Score(Images(Noise(1), Noise(2), Noise(3), Noise(4)), Options with { Limit = 1 });

        Assert.Equal(["l1-teacher", "psnr-teacher", "l1-truth", "psnr-truth"], scores.Select(score => score.Metric));
        Assert.All(scores, score => Assert.Null(score.StandardError));
    }

    [Fact]
    public void Outputs_in_another_order_than_the_teachers_are_refused()
    {
        using var scope = NewDisposeScope();
        var images = Images(Noise(1), Noise(2), Noise(3), Noise(4));

        Assert.Throws<ArgumentException>(() => Score(images with { Teacher = new TensorImages([.. Names.Reverse()], Noise(2)) }));
    }

    [Fact]
    public void Each_image_is_looked_at_once()
    {
        using var scope = NewDisposeScope();
        using var extractor = new MeanColour();

        new Scorer(extractor, Options, 5, CPU).Score(Images(Noise(1), Noise(2), Noise(3), Noise(4)));

        Assert.Equal(4 * 20, extractor.Images);
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores()
    {
        using var scope = NewDisposeScope();
        var images = Images(Noise(1), Noise(2), Noise(3), Noise(4));
        var few = Options with { KidSubsetSize = 8 };

        Assert.Equal(Score(images, few), Score(images, few));
    }

    [Fact]
    public void Translated_images_are_the_generators_outputs()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphBuilder(3).Add("tanh", new Activation(ActivationFunction.Tanh)).Build();
        using var generator = new GraphModule(graph, new Dictionary<string, Tensor>());
        var sources = Noise(1);

        var outputs = new TranslatedImages(new TensorImages(Names, sources), generator, CPU);

        Assert.Equal(("7", 20), (outputs.NameOf(7), outputs.Count));
        TensorAssert.Same(sources[7].tanh(), outputs.Load(7));
    }

    internal static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 20).Select(number => $"{number}")];

    internal static ScoredImages Images(Tensor student, Tensor teacher, Tensor truth, Tensor targets) => new()
    {
        Split = "test",
        Student = new TensorImages(Names, student),
        Teacher = new TensorImages(Names, teacher),
        Truth = new TensorImages(Names, truth),
        Targets = new TensorImages(Names, targets),
    };

    internal static Tensor Noise(int seed, int height = 6, int width = 5)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (rand([20, 3, height, width], generator: random) * 2) - 1;
    }

    private static IReadOnlyList<Score> Score(ScoredImages images, EvaluationOptions? options = null)
    {
        using var extractor = new MeanColour();
        return new Scorer(extractor, options ?? Options, seed: 5, CPU).Score(images);
    }
}
