using FsCheck.Xunit;
using GsFramework.Distillation;
using GsFramework.Distillation.Distances;
using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Distillation;

public sealed class DistillationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Distances => ["l1", "mse", "perceptual"];

    [Theory]
    [MemberData(nameof(Distances))]
    public void Equal_images_have_no_distance_and_others_have_one(string kind)
    {
        var distance = Distance(kind);
        var (image, other) = (rand(2, 3, 8, 8), rand(2, 3, 8, 8));

        Assert.Equal(0, distance.Distance(image, image).item<float>());
        Assert.True(distance.Distance(image, other).item<float>() > 0);
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void A_batch_has_the_mean_distance_of_its_images(string kind)
    {
        var distance = Distance(kind);
        var (images, others) = (rand(3, 3, 8, 8), rand(3, 3, 8, 8));

        var each = Enumerable
            .Range(0, 3)
            .Average(i =>
                distance
                    .Distance(images[TensorIndex.Slice(i, i + 1)], others[TensorIndex.Slice(i, i + 1)])
                    .item<float>()
            );

        Assert.Equal(each, distance.Distance(images, others).item<float>(), 1e-4 * each);
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public void The_student_is_drawn_to_the_teacher(string kind)
    {
        using var run = new TinyRun(seed: 1, steps: 1);
        var output = zeros(2, 3, TinyRun.Side, TinyRun.Side, requires_grad: true);
        var term = new DistillationTerm(new DistillationOptions { Distance = new(kind) }, new Parts(Distance(kind)));

        var loss = term.Loss(run.Step(0, output: output));
        loss.backward();
        using (no_grad())
        {
            output.sub_(output.grad! * (1e-3 / output.grad!.abs().max().item<float>()));
        }

        Assert.Equal(20, term.Weight);
        Assert.True(term.Loss(run.Step(0, output: output)).item<float>() < loss.item<float>());
    }

    [Property(MaxTest = 30)]
    public void A_gram_matrix_is_symmetric_has_no_negative_diagonal_and_forgets_places(
        byte channels,
        byte side,
        int seed
    )
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var (c, s) = (1 + (channels % 6), 1 + (side % 6));
        var map = randn([2, c, s, s], generator: random);

        var gram = PerceptualDistance.Gram(map);

        Assert.Equal([2, c, c], gram.shape);
        Assert.True((gram - gram.transpose(1, 2)).abs().max().item<float>() < 1e-6);
        Assert.True(gram.diagonal(0, 1, 2).min().item<float>() >= 0);
        Assert.True((PerceptualDistance.Gram(map.flip(2, 3)) - gram).abs().max().item<float>() < 1e-5);
        Assert.True((PerceptualDistance.Gram(2 * map) - (4 * gram)).abs().max().item<float>() < 1e-4);
    }

    [Fact]
    public void The_feature_network_is_the_selected_one()
    {
        var selected = new PartSelection<IFeatureExtractor>("mine");
        var parts = new Parts(new Blur());

        _ = new PerceptualDistance(new PerceptualOptions { Features = selected }, parts);

        Assert.Same(selected, parts.Asked);
    }

    [Fact]
    public void The_parts_are_found_by_their_names()
    {
        using var parts = new PluginParts(new DistillationModule());

        Assert.IsType<MeanSquaredDistance>(parts.Create<IImageDistance>("mse"));
        Assert.IsType<MeanAbsoluteDistance>(parts.Create<IImageDistance>("l1"));
        Assert.IsType<DistillationTerm>(parts.Create<ICompressionTerm>("distillation"));
    }

    public void Dispose() => _scope.Dispose();

    private static IImageDistance Distance(string kind) =>
        kind switch
        {
            "l1" => new MeanAbsoluteDistance(),
            "mse" => new MeanSquaredDistance(),
            _ => new PerceptualDistance(new PerceptualOptions { StyleWeight = 10 }, new Parts(new Blur())),
        };

    private sealed class Parts(object part) : IPartFactory
    {
        public object? Asked { get; private set; }

        public TContract Create<TContract>(PartSelection<TContract> selection)
            where TContract : class
        {
            Asked = selection;
            return (TContract)part;
        }
    }

    /// <summary>An image and its half-size form stand for features.</summary>
    private sealed class Blur : IFeatureExtractor
    {
        public string Identity => "blur";

        public IReadOnlyList<Tensor> Maps(Tensor images) => [images, nn.functional.avg_pool2d(images, 2)];

        public Tensor Vectors(Tensor images) => images.mean([2, 3]);

        public void Dispose() { }
    }
}
