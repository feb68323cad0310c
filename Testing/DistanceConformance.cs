using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a distance between images, or between the logits of classifiers.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class DistanceConformance<TModule> : PartConformance<TModule, IImageDistance>
    where TModule : Autofac.Module, new()
{
    /// <summary>The shape of what is compared; an image of <c>ImageSize</c> unless it is said otherwise. Logits are (K,
    /// 1, 1).</summary>
    protected virtual FeatureShape Compared => new(3, ImageSize.Height, ImageSize.Width);

    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(It_is_a_finite_differentiable_scalar), CheckDistance);

    /// <summary>The distance is one finite fp32 number above 0, and has a gradient with respect to the student's
    /// images.</summary>
    [Fact]
    public void It_is_a_finite_differentiable_scalar() => Rule();

    /// <summary>It is 0 where both are equal, more elsewhere, and differentiable at 0, too.</summary>
    [Fact]
    public void It_is_zero_for_equal_images_and_more_for_others()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var part = Create(rule);
        var (image, reference, _) = Images();
        var apart = rule.Run(() => part.Distance(image, reference), "Distance").mean().item<float>();
        var same = reference.clone().requires_grad_(true);
        var distance = rule.Run(() => part.Distance(same, reference), "Distance of equal images");
        var zero = distance.mean().item<float>();
        rule.Require(
            Math.Abs(zero) <= 1e-5 * Math.Max(1, Math.Abs(apart)),
            $"the distance of equal images is {zero:G4}.",
            "Subtract what is there without a difference."
        );
        rule.Require(
            apart > Math.Max(zero, 0),
            $"the distance of different images is {apart:G4}, that of equal ones {zero:G4}.",
            "Measure a difference, such as |y - y0| or its square."
        );
        rule.Run(() => Tensors.Backward(distance.mean()), "differentiating it at 0");
        rule.Require(
            Tensors.Gradient(same) is not { } gradient || Tensors.AreFinite(gradient),
            "the gradient is NaN or infinite where both are equal, which is where a run begins.",
            "A root or a norm has no derivative at 0: add a small ε inside."
        );
    }

    /// <summary>Neither argument is changed, and the teacher's images get no gradient.</summary>
    [Fact]
    public void It_changes_neither_images_nor_teacher()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var (image, reference, truth) = Images();
        var before = Tensors.Bits([
            new("the student's images", image),
            new("the teacher's images", reference),
            new("the truth", truth),
        ]);
        var leaf = image.clone().requires_grad_(true);
        var distance = Distance(rule, Create(rule), leaf * 1, reference, truth);
        _ = Distance(rule, Create(rule), image, reference, truth);
        if (distance.requires_grad)
        {
            rule.Run(() => distance.sum().backward(), "differentiating it");
        }

        var changed = Tensors.Changed(
            before,
            Tensors.Bits([
                new("the student's images", image),
                new("the teacher's images", reference),
                new("the truth", truth),
            ])
        );
        rule.Require(
            changed.Length == 0,
            $"{string.Join(" and ", changed)} changed.",
            "Do not use operations in place, those that end with _, on the arguments."
        );
        rule.Require(
            !reference.requires_grad && Tensors.Gradient(reference) is null,
            "the teacher's images got a gradient.",
            "Leave their requires_grad alone: the teacher is not trained."
        );
        rule.Require(is_grad_enabled(), "gradients are off after the call.", "Open no_grad() with 'using'.");
    }

    /// <summary>It is a mean over images.</summary>
    [Fact]
    public void It_does_not_depend_on_the_size_of_the_batch()
    {
        var rule = Rule();
        Stands(rule, nameof(The_same_images_give_the_same), CheckDeterminism);
        using var scope = NewDisposeScope();
        var part = Create(rule);
        var (image, reference, truth) = Images();
        Tensor Thrice(Tensor images) => images.repeat(3, 1, 1, 1);
        var (once, thrice) = (
            Distance(rule, part, image, reference, truth).mean().item<float>(),
            Distance(rule, part, Thrice(image), Thrice(reference), Thrice(truth)).mean().item<float>()
        );
        rule.Require(
            Math.Abs(once - thrice) <= 1e-4 * Math.Max(Math.Abs(once), 1e-6),
            $"it is {once:G6} for a batch of images, and {thrice:G6} when each of them is in the batch three times.",
            "Average over the batch: .mean(), not .sum()."
        );
    }

    /// <summary>The same images give the same number, to the last bit.</summary>
    [Fact]
    public void The_same_images_give_the_same() =>
        Stands(Rule(), nameof(The_same_images_give_the_same), CheckDeterminism);

    /// <summary>Calls leave no tensors behind.</summary>
    [Fact]
    public void Its_calls_leave_no_tensor_behind()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var part = Create(rule);
        var (image, reference, truth) = Images();
        Tensors.LeaveNone(
            rule,
            _ => Tensors.Backward(Distance(rule, part, image.clone().requires_grad_(true), reference, truth).sum()),
            "measuring a distance"
        );
    }

    private (Tensor Image, Tensor Reference, Tensor Truth) Images()
    {
        var shape = Compared;
        using var random = new Generator(1, CPU);
        Tensor Draw() => (rand([2, shape.Channels, shape.Height, shape.Width], generator: random) * 2) - 1;
        return (Draw(), Draw(), Samples.Targets(2, shape, seed: 1));
    }

    private static Tensor Distance(Rule rule, IImageDistance part, Tensor image, Tensor reference, Tensor truth)
    {
        var distance = rule.Run(
            () =>
                part is ISupervisedDistance supervised
                    ? supervised.Distance(image, reference, supervised.NeedsTruth ? truth : null)
                    : part.Distance(image, reference),
            "Distance"
        );
        rule.Require(
            !distance.IsInvalid,
            "Distance returned a tensor that was disposed.",
            "Return one that is alive, without a 'using' of its own."
        );
        return distance;
    }

    private void CheckDistance(Rule rule)
    {
        using var scope = NewDisposeScope();
        var (image, reference, truth) = Images();
        image.requires_grad_(true);
        var distance = Distance(rule, Create(rule), image, reference, truth);
        rule.Require(
            distance.numel() == 1,
            $"the distance is [{string.Join(", ", distance.shape)}].",
            "Reduce it to one number with .mean()."
        );
        rule.Require(
            distance.dtype == ScalarType.Float32,
            $"the distance is of the type {distance.dtype}.",
            "Compute in fp32, or end with .to(float32)."
        );
        rule.Require(
            Tensors.AreFinite(distance),
            "the distance is NaN or infinite.",
            "Keep divisions, roots and logarithms away from 0."
        );
        rule.Require(
            distance.requires_grad,
            "the distance has no gradient.",
            "Compute it with tensor operations; not within no_grad(), not from .detach() or .item()."
        );
        rule.Run(() => distance.backward(), "differentiating it");
        rule.Require(
            Tensors.Gradient(image) is { } gradient && Tensors.AreFinite(gradient) && Tensors.Largest(gradient) > 0,
            "the gradient with respect to the student's images is 0, NaN or infinite.",
            "Let the distance depend on its first argument, and keep roots away from 0."
        );
    }

    private void CheckDeterminism(Rule rule)
    {
        using var scope = NewDisposeScope();
        var (image, reference, truth) = Images();
        var first = Tensors.Bits(Distance(rule, Create(rule), image, reference, truth));
        _ = rand(3);
        rule.Require(
            first.AsSpan().SequenceEqual(Tensors.Bits(Distance(rule, Create(rule), image, reference, truth))),
            "the same images gave two different distances.",
            "Draw no random numbers, and keep nothing of earlier calls."
        );
    }
}
