using GsFramework.Losses;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for an adversarial loss.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
public abstract class AdversarialLossConformance<TModule> : PartConformance<TModule, IAdversarialLoss>
    where TModule : Autofac.Module, new()
{
    private protected override (string Fact, Action<Rule> Check)? Basic =>
        (nameof(Its_losses_are_finite_differentiable_scalars), CheckLosses);

    /// <summary>Both losses are one finite fp32 number, for scores of patches and of images, and for very large
    /// ones.</summary>
    [Fact]
    public void Its_losses_are_finite_differentiable_scalars() => Rule();

    /// <summary>The discriminator wants higher scores for real images and lower ones for fake ones, and the generator
    /// higher ones for its own.</summary>
    [Fact]
    public void Its_losses_pull_the_scores_the_right_way()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var part = Create(rule);
        var (real, fake) = (Between(1), Between(2));
        rule.Run(() => part.ForDiscriminator(real, fake).sum().backward(), "differentiating ForDiscriminator");
        Pulls(real, upwards: true, "The discriminator's loss must fall when the score of a real image rises.");
        Pulls(fake, upwards: false, "The discriminator's loss must fall when the score of a fake image falls.");
        var own = Between(3);
        rule.Run(() => part.ForGenerator(own).sum().backward(), "differentiating ForGenerator");
        Pulls(own, upwards: true, "The generator's loss must fall when the score of its image rises.");

        void Pulls(Tensor scores, bool upwards, string law)
        {
            var gradient = Tensors.Gradient(scores);
            rule.Require(
                gradient is not null
                    && Tensors.AreFinite(gradient)
                    && (upwards ? gradient.lt(0) : gradient.gt(0)).all().item<bool>(),
                $"for scores between 0.1 and 0.9 it does not. {law}",
                "Check the signs. Both losses are minimised."
            );
        }
    }

    /// <summary>The losses are means over scores.</summary>
    [Fact]
    public void Its_losses_do_not_depend_on_the_size_of_the_batch()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var (real, fake) = (Scores(1, 4, 1), Scores(2, 4, 1));
        var thrice = Both(rule, real.repeat(3, 1, 1, 1), fake.repeat(3, 1, 1, 1));
        foreach (var (name, loss) in Both(rule, real, fake))
        {
            var (one, three) = (loss.mean().item<float>(), thrice[name].mean().item<float>());
            rule.Require(
                Math.Abs(one - three) <= 1e-4 * Math.Max(Math.Abs(one), 1e-6),
                $"the loss of the {name} is {one:G6}, and {three:G6} when each image is in the batch three times.",
                "Average over the batch: .mean(), not .sum()."
            );
        }
    }

    /// <summary>Nothing is kept between calls, and nothing is random: no checkpoint holds it, so that a resumed run
    /// would differ.</summary>
    [Fact]
    public void Its_losses_depend_on_the_scores_alone()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var part = Create(rule);
        var (real, fake) = (Scores(1, 4, 1), Scores(2, 4, 1));
        var before = Both(rule, part, real, fake);
        for (var seed = 3; seed < 6; seed++)
        {
            Both(rule, part, Scores(seed, 4, 3), Scores(seed + 10, 4, 3));
        }

        var fresh = Create(rule);
        foreach (
            var (when, again) in new[]
            {
                ("after other calls", Both(rule, part, real, fake)),
                ("by another instance", Both(rule, fresh, real, fake)),
            }
        )
        {
            foreach (var (name, loss) in before)
            {
                var (one, two) = (loss.mean().item<float>(), again[name].mean().item<float>());
                rule.Require(
                    one.Equals(two),
                    $"the loss of the {name} is {one:G6}, and {two:G6} {when}, of the same scores.",
                    "Keep no means, counters or random numbers: compute it from the arguments alone."
                );
            }
        }
    }

    /// <summary>The scores are not changed, and calls leave no tensors behind.</summary>
    [Fact]
    public void Its_losses_change_nothing_and_leave_no_tensor_behind()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        var (real, fake) = (Scores(1, 4, 1).detach(), Scores(2, 4, 1).detach());
        var before = Tensors.Bits([new("the real scores", real), new("the fake scores", fake)]);
        Tensors.LeaveNone(rule, _ => Both(rule, real, fake), "computing the losses");
        var changed = Tensors.Changed(
            before,
            Tensors.Bits([new("the real scores", real), new("the fake scores", fake)])
        );
        rule.Require(
            changed.Length == 0,
            $"{string.Join(" and ", changed)} changed.",
            "Do not use operations in place, those that end with _, on the arguments."
        );
    }

    private Dictionary<string, Tensor> Both(Rule rule, Tensor real, Tensor fake) =>
        Both(rule, Create(rule), real, fake);

    private static Dictionary<string, Tensor> Both(Rule rule, IAdversarialLoss part, Tensor real, Tensor fake) =>
        new()
        {
            ["discriminator"] = rule.Run(() => part.ForDiscriminator(real, fake), "ForDiscriminator"),
            ["generator"] = rule.Run(() => part.ForGenerator(fake), "ForGenerator"),
        };

    private static Tensor Scores(int seed, int patches, double size)
    {
        using var random = new Generator((ulong)seed, CPU);
        return (randn([3, 1, patches, patches], generator: random) * size).requires_grad_(true);
    }

    private static Tensor Between(int seed)
    {
        using var random = new Generator((ulong)seed, CPU);
        return ((rand([3, 1, 4, 4], generator: random) * 0.8) + 0.1).requires_grad_(true);
    }

    private void CheckLosses(Rule rule)
    {
        using var scope = NewDisposeScope();
        foreach (var (patches, size) in new[] { (1, 1.0), (4, 1.0), (4, 1000.0) })
        {
            var (real, fake) = (Scores(1, patches, size), Scores(2, patches, size));
            foreach (var (name, loss) in Both(rule, real, fake))
            {
                rule.Require(
                    loss.numel() == 1,
                    $"the loss of the {name} is [{string.Join(", ", loss.shape)}].",
                    "Reduce it to one number with .mean()."
                );
                rule.Require(
                    loss.dtype == ScalarType.Float32,
                    $"the loss of the {name} is of the type {loss.dtype}.",
                    "Compute in fp32."
                );
                rule.Require(
                    Tensors.AreFinite(loss),
                    $"the loss of the {name} is NaN or infinite for scores up to {size}.",
                    "Write log σ(s) as -softplus(-s), so that no score overflows."
                );
                rule.Require(
                    loss.requires_grad,
                    $"the loss of the {name} has no gradient.",
                    "Compute it from the scores with tensor operations."
                );
            }
        }
    }
}
