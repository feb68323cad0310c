using Autofac;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Losses;
using GsFramework.Methods;
using GsFramework.Models;
using GsFramework.Parts;
using GsFramework.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For the rules of the other contracts, parts that break them.</summary>
public class BrokenPartTests
{
    [Theory]
    [InlineData("cut", "has no gradient", "It_is_a_finite_differentiable_scalar")]
    [InlineData("offset", "the distance of equal images is 1", "It_is_zero_for_equal_images_and_more_for_others")]
    [InlineData("rooted", "where both are equal", "It_is_zero_for_equal_images_and_more_for_others")]
    [InlineData("in-place", "the teacher's images changed", "It_changes_neither_images_nor_teacher")]
    [InlineData("sum", "three times", "It_does_not_depend_on_the_size_of_the_batch")]
    [InlineData("noisy", "two different distances", "The_same_images_give_the_same")]
    [InlineData("leaky", "5 tensors more", "Its_calls_leave_no_tensor_behind")]
    public void A_distance_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new DistanceKit(key), found, facts);

    [Theory]
    [InlineData("swapped", "real image rises", "Its_losses_pull_the_scores_the_right_way")]
    [InlineData("exponential", "NaN or infinite", "Its_losses_are_finite_differentiable_scalars")]
    [InlineData("counting", "after other calls, of the same scores", "Its_losses_depend_on_the_scores_alone")]
    [InlineData("unbuilt", "its constructor threw", "Its_losses_are_finite_differentiable_scalars")]
    public void An_adversarial_loss_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new LossKit(key), found, facts);

    [Theory]
    [InlineData("squeezed", "no score is beyond", "Its_scores_are_not_squeezed")]
    [InlineData("two-scores", "it makes 2x", "Its_graph_makes_one_score_a_patch_or_image")]
    public void A_discriminator_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new DiscriminatorKit(key), found, facts);

    [Theory]
    [InlineData("batch-normed", "alone and in a batch", "Each_image_is_seen_on_its_own")]
    [InlineData("unfreed", "tensors are left", "It_frees_its_network")]
    [InlineData(
        "without-gradient",
        "gradient with respect to the images",
        "Its_maps_are_finite_and_differentiable_in_the_images"
    )]
    public void A_feature_extractor_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new FeatureKit(key), found, facts);

    [Theory]
    [InlineData("bytes", "has values up to 255", "Its_images_have_the_size_and_range_of_the_run")]
    [InlineData("shared", "another one", "Reading_again_gives_the_same_from_any_thread")]
    [InlineData("nameless", "are empty or there twice", "Its_images_have_names_of_their_own")]
    public void An_image_source_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new ImageKit(key), found, facts);

    [Theory]
    [InlineData(
        "meddling",
        "'teacher 1 head.weight'",
        "It_leaves_the_given_networks_alone",
        "An_interrupted_run_comes_to_the_same_result"
    )]
    [InlineData("unseeded", "other values of", "The_same_seed_gives_the_same")]
    [InlineData("leaky", "tensors are left", "It_leaves_no_tensor_behind")]
    [InlineData("backwards", "1 of 2 rounds came after 2", "Its_progress_counts_upwards")]
    [InlineData("stubborn", "InvalidOperationException", "An_interrupted_run_comes_to_the_same_result")]
    public void A_method_that_breaks_a_rule_is_told_which(string key, string found, params string[] facts) =>
        Facts.Fail(() => new MethodKit(key), found, facts);

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class DistanceKit(string key) : DistanceConformance<Parts>
    {
        protected override string Key => key;
    }

    private sealed class LossKit(string key) : AdversarialLossConformance<Parts>
    {
        protected override string Key => key;
    }

    private sealed class DiscriminatorKit(string key) : DiscriminatorConformance<Parts>
    {
        protected override string Key => key;
    }

    private sealed class FeatureKit(string key) : FeatureExtractorConformance<Parts>
    {
        protected override string Key => key;
    }

    private sealed class ImageKit(string key) : ImageSourceConformance<Parts>
    {
        protected override string Key => key;
    }

    private sealed class MethodKit(string key) : MethodConformance<Parts>
    {
        protected override string Key => key;
    }
#pragma warning restore xUnit1000

    /// <summary>Every part is made by its key.</summary>
    public sealed class Parts : Autofac.Module
    {
        protected override void Load(ContainerBuilder builder)
        {
            void Add<T>(string key, Func<T> create)
                where T : class =>
                builder
                    .Register(_ => create())
                    .Keyed<T>(key)
                    .WithMetadata(
                        PartRegistration.MetadataKey,
                        new PartMetadata(typeof(T), key, "a part of a test", typeof(NoOptions), typeof(T))
                    );

            static Tensor Square(Tensor image, Tensor reference) => (image - reference).square();
            Add<IImageDistance>("cut", static () => new Distance(static (y, y0) => Square(y, y0).mean().detach()));
            Add<IImageDistance>("offset", static () => new Distance(static (y, y0) => Square(y, y0).mean() + 1));
            Add<IImageDistance>("rooted", static () => new Distance(static (y, y0) => Square(y, y0).mean().sqrt()));
            Add<IImageDistance>("in-place", static () =>
                new Distance(static (y, y0) => Square(y, y0.clamp_(-0.5, 0.5)).mean())
            );
            Add<IImageDistance>("sum", static () => new Distance(static (y, y0) => Square(y, y0).sum()));
            Add<IImageDistance>("noisy", static () =>
                new Distance(static (y, y0) => (Square(y, y0) * rand_like(y)).mean())
            );
            Add<IImageDistance>("leaky", static () => new Distance(
                    static (y, y0) =>
                    {
                        y0.clone().DetachFromDisposeScope();
                        return Square(y, y0).mean();
                    }
                ));
            Add<IAdversarialLoss>("swapped", static () =>
                new Loss(static fake => -fake.mean(), static (real, fake) => real.mean() - fake.mean())
            );
            Add<IAdversarialLoss>("exponential", static () =>
                new Loss(
                    static fake => (-fake).exp().mean(),
                    static (real, fake) => (-real).exp().mean() + fake.exp().mean()
                )
            );
            Add<IAdversarialLoss>("counting", static () =>
            {
                var calls = 0;
                return new Loss(
                    fake => (fake - 1).square().mean() + (0.1 * ++calls),
                    static (real, fake) => ((real - 1).square().mean() + fake.square().mean()) / 2
                );
            });
            Add<IAdversarialLoss>("unbuilt", static () => throw new InvalidOperationException("Not today."));
            Add<IDiscriminatorFactory>("squeezed", static () => new Judge(channels: 1, sigmoid: true));
            Add<IDiscriminatorFactory>("two-scores", static () => new Judge(channels: 2, sigmoid: false));
            foreach (var key in (string[])["batch-normed", "unfreed", "without-gradient"])
            {
                Add<IFeatureExtractor>(key, () => new Features(key));
            }

            foreach (var key in (string[])["bytes", "shared", "nameless"])
            {
                Add<IImageSource>(key, () => new Images(key));
            }

            foreach (var key in (string[])["meddling", "unseeded", "leaky", "backwards", "stubborn"])
            {
                Add<ICompressionMethod>(key, () => new Method(key));
            }
        }
    }

    private sealed class Distance(Func<Tensor, Tensor, Tensor> of) : IImageDistance
    {
        Tensor IImageDistance.Distance(Tensor image, Tensor reference) => of(image, reference);
    }

    private sealed class Loss(Func<Tensor, Tensor> generator, Func<Tensor, Tensor, Tensor> discriminator)
        : IAdversarialLoss
    {
        public Tensor ForGenerator(Tensor fakeScores) => generator(fakeScores);

        public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) => discriminator(realScores, fakeScores);
    }

    private sealed class Judge(int channels, bool sigmoid) : IDiscriminatorFactory
    {
        public NetworkGraph Create()
        {
            var builder = new GraphBuilder(inputChannels: 3)
                .Add("first", new Conv2d(3, 4, KernelSize: 3, Stride: 2, Padding: 1))
                .Add("relu", new Activation(ActivationFunction.LeakyRelu, Slope: 0.2))
                .Add("score", new Conv2d(4, channels, KernelSize: 1));
            return sigmoid
                ? builder.Add("sigmoid", new Activation(ActivationFunction.Sigmoid)).Build()
                : builder.Build();
        }
    }

    private sealed class Features(string fault) : IFeatureExtractor
    {
        private readonly Tensor _kernel = (ones(4, 3, 3, 3) / 27).DetachFromDisposeScope();

        public string Identity => "a convolution";

        public IReadOnlyList<Tensor> Maps(Tensor images)
        {
            var map = nn.functional.conv2d(images, _kernel);
            return
            [
                fault switch
                {
                    "batch-normed" => map - map.mean([0], keepdim: true),
                    "without-gradient" => map.detach(),
                    _ => map,
                },
            ];
        }

        public Tensor Vectors(Tensor images) => nn.functional.conv2d(images, _kernel).square().mean([2, 3]);

        public void Dispose()
        {
            if (fault != "unfreed")
            {
                _kernel.Dispose();
            }
        }
    }

    private sealed class Images(string fault) : IImageSource, IImageDataset
    {
        private readonly Tensor _shared = zeros(3, 16, 16).DetachFromDisposeScope();

        public int Count => 3;

        public IImageDataset Open(Split split, Domain domain) => this;

        public string NameOf(int index) => fault == "nameless" ? "image" : $"{index}";

        public Tensor Load(int index)
        {
            using var scope = NewDisposeScope();
            var image = (full([3, 16, 16], index) / 4) + 0.1;
            return (
                fault switch
                {
                    "bytes" => full([3, 16, 16], 255f),
                    "shared" => _shared.add_(0.001).clone(),
                    _ => image,
                }
            ).MoveToOuterDisposeScope();
        }
    }

    private sealed class Method(string fault) : ICompressionMethod
    {
        public PrunedNetwork Compress(MethodContext context)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            context.Progress.Report(
                new MethodProgress(fault == "backwards" ? 2 : 1, 2, new Dictionary<string, double>())
            );
            if (fault == "stubborn" && context.Cancellation.IsCancellationRequested)
            {
                throw new InvalidOperationException("Not now.");
            }

            context.Progress.Report(
                new MethodProgress(fault == "backwards" ? 1 : 2, 2, new Dictionary<string, double>())
            );
            var weights = context.Teacher.CopyWeights();
            switch (fault)
            {
                case "meddling":
                    context.Teacher.Tensors["head.weight"].clamp_(-0.01, 0.01);
                    break;
                case "unseeded":
                    weights["tail.bias"].copy_(rand_like(weights["tail.bias"]));
                    break;
                case "leaky":
                    context.Teacher.CopyWeights();
                    break;
            }

            return new PrunedNetwork(context.Teacher.Graph, weights);
        }
    }
}
