using GsFramework.Features;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a feature extractor.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class FeatureExtractorConformance<TModule> : PartConformance<TModule, IFeatureExtractor>
    where TModule : Autofac.Module, new()
{
    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_maps_are_finite_and_differentiable_in_the_images), CheckMaps);

    /// <summary>The maps are finite, (N, C, H, W), and differentiable in the images.</summary>
    [Fact]
    public void Its_maps_are_finite_and_differentiable_in_the_images() => Rule();

    /// <summary>There is one finite vector for each image.</summary>
    [Fact]
    public void It_has_one_finite_vector_for_each_image()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var images = Images();
        var vectors = Vectors(rule, Create(rule), images);
        rule.Require(
            vectors.dim() == 2 && vectors.shape[0] == images.shape[0] && vectors.shape[1] > 0,
            $"the vectors of {images.shape[0]} images are [{string.Join(", ", vectors.shape)}].",
            "Return (N, D)."
        );
        rule.Require(
            Tensors.AreFinite(vectors),
            "a vector has NaN or infinite values.",
            "Check the weights and the range of the input, [-1, 1]."
        );
        rule.Require(
            (vectors[0] - vectors[1]).abs().max().item<float>() > 0,
            "two different images have one vector.",
            "Let the vectors depend on the images."
        );
    }

    /// <summary>Its protocol says what was used, the same each time.</summary>
    [Fact]
    public void It_says_what_it_is()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var (part, again) = (Create(rule), Create(rule));
        rule.Require(
            !string.IsNullOrWhiteSpace(part.Identity)
                && !part.Identity.Contains('\n')
                && part.Identity == again.Identity,
            $"Identity is '{part.Identity}', and of a second one '{again.Identity}'.",
            "Say network, layer and a hash of the weights in one line: it stands below every score."
        );
        var maps = Maps(rule, part, Images()).Count;
        rule.Require(
            part.MapLayers.Count == 0 || part.MapLayers.Count == maps,
            $"{part.MapLayers.Count} layers are named, and there are {maps} maps.",
            "Name each map's layer, in order, or none."
        );
        rule.Require(
            part.ScoreName is not { } name
                || (name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')),
            $"ScoreName is '{part.ScoreName}'.",
            "Use letters, digits and dashes: scores are called kid-NAME."
        );
    }

    /// <summary>Each image has the features that it has alone, whatever else is in its batch.</summary>
    [Fact]
    public void Each_image_is_seen_on_its_own()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var part = Create(rule);
        var images = Images();
        foreach (
            var (whole, alone) in Maps(rule, part, images)
                .Zip(Maps(rule, part, images.narrow(0, 0, 1)))
                .Append((Vectors(rule, part, images), Vectors(rule, part, images.narrow(0, 0, 1))))
        )
        {
            var difference = Tensors.Difference(whole.narrow(0, 0, 1), alone);
            rule.Require(
                difference <= 1e-3 * Math.Max(1e-3, Tensors.Largest(alone)),
                $"an image alone and in a batch has features that differ by {difference:G3}.",
                "Put the network into evaluation mode, so that norms use their stored statistics."
            );
        }
    }

    /// <summary>The same images have the same features, are not changed, and calls leave no tensors behind.</summary>
    [Fact]
    public void Its_calls_change_nothing_and_leave_no_tensor_behind()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var part = Create(rule);
        var images = Images();
        var before = Tensors.Bits(images);
        var first = Tensors.Bits(Vectors(rule, part, images));
        Tensors.LeaveNone(rule, _ => Maps(rule, part, images), "computing maps");
        var living = Tensors.Living;
        using (NewDisposeScope())
        {
            rule.Require(
                first.AsSpan().SequenceEqual(Tensors.Bits(Vectors(rule, part, images))),
                "the same images had two different vectors.",
                "Draw no random numbers, and keep nothing of earlier calls."
            );
        }

        rule.Require(
            Tensors.Living == living,
            $"Vectors leaves {Tensors.Living - living} tensors behind.",
            "Let them die with the caller's dispose scope."
        );
        rule.Require(
            before.AsSpan().SequenceEqual(Tensors.Bits(images)),
            "the images changed.",
            "Do not use operations in place, those that end with _, on them."
        );
    }

    /// <summary>Disposing it frees its network; doing so twice does no harm.</summary>
    [Fact]
    public void It_frees_its_network()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        _ = Part(rule);
        var images = Images();
        var before = Tensors.Living;
        using (NewDisposeScope())
        {
            var part = Create(rule);
            using (no_grad())
            {
                _ = Maps(rule, part, images);
                _ = Vectors(rule, part, images);
            }

            rule.Run(part.Dispose, "Dispose");
            rule.Run(part.Dispose, "a second Dispose");
        }

        rule.Require(
            Tensors.Living == before,
            $"after Dispose {Tensors.Living - before} tensors are left.",
            "Dispose the network, the weights and all that was detached from a scope."
        );
    }

    private Tensor Images() => Samples.Images(2, channels: 3, ImageSize, seed: 1);

    private static IReadOnlyList<Tensor> Maps(Rule rule, IFeatureExtractor part, Tensor images) =>
        rule.Run(() => part.Maps(images), "Maps");

    private static Tensor Vectors(Rule rule, IFeatureExtractor part, Tensor images) =>
        rule.Run(() => part.Vectors(images), "Vectors");

    private void CheckMaps(Rule rule)
    {
        using var scope = NewDisposeScope();
        var images = Images().requires_grad_(true);
        var maps = Maps(rule, Create(rule), images);
        rule.Require(maps.Count > 0, "there are no maps.", "Return the outputs of at least one layer.");
        foreach (var map in maps)
        {
            rule.Require(
                map.dim() == 4 && map.shape[0] == images.shape[0],
                $"a map of {images.shape[0]} images is [{string.Join(", ", map.shape)}].",
                "Return (N, C, H, W)."
            );
            rule.Require(
                Tensors.AreFinite(map),
                "a map has NaN or infinite values.",
                "Check the weights and the range of the input, [-1, 1]."
            );
        }

        rule.Run(
            () =>
                Tensors.Backward(
                    maps.Select(static map => map.square().mean()).Aggregate(static (sum, next) => sum + next)
                ),
            "differentiating the maps"
        );
        rule.Require(
            Tensors.Gradient(images) is { } gradient && Tensors.AreFinite(gradient) && Tensors.Largest(gradient) > 0,
            "the gradient with respect to the images is missing, 0, NaN or infinite.",
            "Freeze the weights (requires_grad = false), but do not compute the maps within no_grad()."
        );
    }
}
