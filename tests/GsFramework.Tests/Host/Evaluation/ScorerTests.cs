using GsFramework.Core.Configuration;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Host.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public class ScorerTests
{
    private static readonly EvaluationOptions Options = new();

    [Fact]
    public void Every_metric_is_there_and_named_after_the_extractor()
    {
        using var scope = NewDisposeScope();

        var scores = Score(Images(Noise(1), Noise(2), Noise(3), Noise(4)));

        Assert.Equal(
            [
                "l1-teacher",
                "psnr-teacher",
                "feature-distance-meancolour3-teacher",
                "l1-truth",
                "psnr-truth",
                "feature-distance-meancolour3-truth",
                "kid-meancolour3-teacher",
                "kid-meancolour3",
                "fd-meancolour3",
            ],
            scores.Select(score => score.Metric)
        );
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
        Assert.Equal(
            (kid.Mean, kid.StandardError, kid.Spread, kid.Full),
            (row.Compact, row.StandardError, row.Spread, row.Full)
        );
        Assert.Equal(
            Kid.Between(Features(teacher), Features(targets), Options.KidSubsets, Options.KidSubsetSize, 5).Mean,
            row.Dense
        );
        Assert.Equal(
            Kid.Between(Features(truth), Features(targets), Options.KidSubsets, Options.KidSubsetSize, 5).Mean,
            row.Truth
        );
        Assert.Equal(
            FrechetDistance.Between(Features(teacher), Features(targets)).Value,
            scores["fd-meancolour3"].Dense
        );
        Assert.Equal(
            new ScoreProtocol(6, 5)
            {
                Features = "mean-colour",
                Targets = 20,
                TargetSplit = "train",
                Subsets = 50,
                SubsetSize = 20,
                Seed = 5,
                Definition = row.Protocol.Definition,
            },
            row.Protocol
        );
        Assert.Equal(
            "20 test images against 20 real train images, 6x5, mean-colour, 50 subsets of 20, seed 5, unbiased MMD², "
                + "kernel (xᵀy/d + 1)³",
            row.Protocol.Line(row.Split, row.Images)
        );
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
    public void Each_image_has_the_scores_of_which_the_mean_is_made()
    {
        using var scope = NewDisposeScope();
        var (student, teacher, truth) = (Noise(1), Noise(2), Noise(3));
        var some = new TensorImages(["3", "nobody", "11"], truth.index_select(0, tensor(new long[] { 3, 0, 11 })));

        var sheet = Sheet(Images(student, teacher, truth, Noise(4)) with { Truth = some });

        Assert.Equal(Names, sheet.Images.Names);
        var columns = sheet.Images.Columns.ToDictionary(static column => column.Metric, static column => column.Values);
        Assert.Equal(
            [
                "l1-teacher",
                "psnr-teacher",
                "feature-distance-meancolour3-teacher",
                "l1-truth",
                "l1-truth-dense",
                "psnr-truth",
                "psnr-truth-dense",
                "feature-distance-meancolour3-truth",
                "feature-distance-meancolour3-truth-dense",
            ],
            sheet.Images.Columns.Select(static column => column.Metric)
        );
        Assert.Equal(Psnr.Of(student, teacher).Cast<double?>(), columns["psnr-teacher"]);
        var expected = L1.Of(teacher, truth);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => number is 3 or 11 ? (double?)expected[number] : null),
            columns["l1-truth-dense"]
        );
        Assert.All(
            sheet.Scores.Where(score => columns.ContainsKey(score.Metric)),
            score => Assert.Equal(Mean(columns[score.Metric]), new MeanWithError(score.Compact, score.StandardError))
        );

        static MeanWithError Mean(IReadOnlyList<double?> values) =>
            MeanWithError.Of([.. values.OfType<double>()]);
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

        Assert.DoesNotContain(scores, score => score.Metric.StartsWith("kid", StringComparison.Ordinal));
        Assert.Equal(6, scores.Count);
        Assert.All(scores, score => Assert.Null(score.StandardError));
    }

    [Fact]
    public void Outputs_in_another_order_than_the_teachers_are_refused()
    {
        using var scope = NewDisposeScope();
        var images = Images(Noise(1), Noise(2), Noise(3), Noise(4));

        Assert.Throws<ArgumentException>(() =>
            Score(images with { Teacher = new TensorImages([.. Names.Reverse()], Noise(2)) })
        );
    }

    [Fact]
    public void Only_what_is_asked_for_is_scored()
    {
        using var scope = NewDisposeScope();
        using var extractor = new MeanColor();
        var images = Images(Noise(1, 12, 12), Noise(2, 12, 12), Noise(3, 12, 12), Noise(4, 12, 12));

        var scores = new Scorer(
            new NamedExtractor(extractor, "meancolour3"),
            Options with
            {
                Metrics = [ScoreKind.Ssim],
            },
            5,
            CPU
        )
            .Score(images)
            .Scores;

        Assert.Equal(["ssim-teacher", "ssim-truth"], scores.Select(score => score.Metric));
        Assert.Equal(0, extractor.Images);
    }

    [Fact]
    public void The_protocol_of_the_feature_distance_names_the_maps()
    {
        using var scope = NewDisposeScope();
        var images = Images(Noise(1), Noise(2), Noise(3), Noise(4));

        var scores = new Scorer(new NamedExtractor(new WithLayers(), "net"), Options, 5, CPU)
            .Score(images)
            .Scores.ToDictionary(score => score.Metric);

        var distance = scores["feature-distance-net-teacher"].Protocol;
        Assert.Equal(
            ("network", "first, second", "halved"),
            (distance.Features, distance.Layers, distance.Preparation)
        );
        Assert.Contains("network, maps first, second, halved, ", distance.Line("test", 20), StringComparison.Ordinal);
        var kid = scores["kid-net"].Protocol;
        Assert.Equal(("network", null, "doubled"), (kid.Features, kid.Layers, kid.Preparation));
    }

    [Fact]
    public void A_model_that_makes_no_numbers_is_not_scored()
    {
        using var scope = NewDisposeScope();
        var broken = Noise(1);
        broken[7].fill_(float.NaN);

        var exception = Assert.Throws<UserException>(() => Score(Images(broken, Noise(2), Noise(3), Noise(4))));

        Assert.Contains("'7'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_distance_that_means_little_says_so()
    {
        using var scope = NewDisposeScope();
        var gray = full([20, 3, 6, 5], 0.5f);

        var score = Score(Images(Noise(1), gray, Noise(3), Noise(4)))[^1];

        Assert.StartsWith("not meaningful: only 1 different", score.Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_image_is_looked_at_once()
    {
        using var scope = NewDisposeScope();
        using var extractor = new MeanColor();

        new Scorer(new NamedExtractor(extractor, "meancolour3"), Options, 5, CPU).Score(
            Images(Noise(1), Noise(2), Noise(3), Noise(4))
        );

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

        var outputs = new TranslatedImages(new TensorImages(Names, sources), generator.call, CPU);

        Assert.Equal(("7", 20), (outputs.NameOf(7), outputs.Count));
        TensorAssert.Same(sources[7].tanh(), outputs.Load(7));
    }

    internal static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 20).Select(number => $"{number}")];

    internal static ScoredImages Images(Tensor student, Tensor teacher, Tensor truth, Tensor targets) =>
        new()
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

    private sealed class WithLayers : IFeatureExtractor
    {
        public string Identity => "network";

        public string Preparation => "doubled";

        public IReadOnlyList<string> MapLayers => ["first", "second"];

        public string MapPreparation => "halved";

        public IReadOnlyList<Tensor> Maps(Tensor images) => [images, images];

        public Tensor Vectors(Tensor images) => images.mean([2, 3]);

        public void Dispose() { }
    }

    private static IReadOnlyList<Score> Score(ScoredImages images, EvaluationOptions? options = null) =>
        Sheet(images, options).Scores;

    private static ScoreSheet Sheet(ScoredImages images, EvaluationOptions? options = null)
    {
        using var extractor = new MeanColor();
        return new Scorer(new NamedExtractor(extractor, "meancolour3"), options ?? Options, seed: 5, CPU).Score(images);
    }
}
