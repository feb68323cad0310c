using GsFramework.Graph;
using GsFramework.Losses;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

/// <summary>The minimax game with adversarial losses that go wrong.</summary>
public class AdversarialStepTests
{
    [Fact]
    public void A_discriminators_loss_that_is_no_number_is_named_and_does_not_change_it() =>
        AssertRefused(
            static scores => scores.mean() * float.NaN,
            "loss of the discriminator, step 0 of slim: the loss became NaN"
        );

    [Fact]
    public void A_discriminators_gradient_that_is_no_number_is_named_and_does_not_change_it() =>
        AssertRefused(
            static scores => (scores * 0).sqrt().sum(),
            "loss of the discriminator, step 0 of slim: the loss is a number, but its gradient is NaN or infinite."
        );

    [Fact]
    public void An_adversarial_loss_that_is_no_scalar_is_named() =>
        AssertRefused(static scores => scores, "step 0 of slim: its loss is [2, 1, 6, 6], not a scalar.");

    [Fact]
    public void An_adversarial_loss_that_is_missing_is_named() =>
        AssertRefused(static _ => null!, "step 0 of slim: it returned no loss.");

    [Fact]
    public void The_generators_adversarial_loss_has_its_weight_in_the_sum()
    {
        using var small = Small(static scores => scores.mean());

        var values = small.Step(0);

        Assert.Equal(5 * values["lossGan"], values["lossG"], 1e-5);
        Assert.Equal(["lossG", "lossGan", "lossD"], values.Keys);
    }

    [Fact]
    public void Terms_see_the_teachers_discriminator()
    {
        GraphModule? seen = null;
        using var small = new SmallObjective(
            TrainingPhase.Slim,
            new Game(static scores => scores.mean()),
            new FunctionTerm("mine", static _ => null, step => seen = step.TeacherDiscriminator)
        );

        small.Step(0);

        Assert.Same(small.Discriminator, seen);
    }

    private static void AssertRefused(Func<Tensor, Tensor> ofDiscriminator, string message)
    {
        using var small = Small(ofDiscriminator);
        using var before = small.Discriminator.CopyWeights();

        var fault = Assert.ThrowsAny<UserException>(() => small.Step(0));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.All(small.Discriminator.Trained(), entry => Assert.Equal(before[entry.Name], entry.Parameter));
    }

    private static SmallObjective Small(Func<Tensor, Tensor> ofDiscriminator) =>
        new(TrainingPhase.Slim, new Game(ofDiscriminator));

    private sealed class Game(Func<Tensor, Tensor> ofDiscriminator) : IAdversarialLoss
    {
        public Tensor ForGenerator(Tensor fakeScores) => fakeScores.mean();

        public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) => ofDiscriminator(fakeScores);
    }
}
