using GsFramework.Losses;
using GsFramework.Models;
using GsFramework.Models.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Models.Adversarial;

public sealed class AdversarialLossTests : IDisposable
{
    private readonly PluginParts _parts = new(new ModelsModule());
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Games => ["least-squares", "cross-entropy", "vanilla", "hinge"];

    [Theory]
    [MemberData(nameof(Games))]
    public void Each_player_gains_by_moving_its_scores_its_way(string game)
    {
        var loss = _parts.Create<IAdversarialLoss>(game);
        var real = tensor(new[] { 0.3f, -0.5f }, requires_grad: true);
        var fake = tensor(new[] { 0.2f, 0.6f }, requires_grad: true);
        var shown = tensor(new[] { 0.2f, 0.6f }, requires_grad: true);

        loss.ForDiscriminator(real, fake).backward();
        loss.ForGenerator(shown).backward();

        Assert.All(real.grad!.data<float>().ToArray(), static slope => Assert.True(slope < 0));
        Assert.All(fake.grad!.data<float>().ToArray(), static slope => Assert.True(slope > 0));
        Assert.All(shown.grad!.data<float>().ToArray(), static slope => Assert.True(slope < 0));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Scores_may_be_one_an_image_or_one_a_patch(string game)
    {
        var loss = _parts.Create<IAdversarialLoss>(game);
        var scores = randn(2, 1, 3, 3);

        Assert.Equal(
            loss.ForDiscriminator(scores, scores).item<float>(),
            loss.ForDiscriminator(scores.reshape(-1), scores.reshape(-1)).item<float>(),
            1e-6
        );
        Assert.Empty(loss.ForGenerator(scores).shape);
    }

    [Fact]
    public void Cross_entropy_is_that_of_the_sigmoid()
    {
        var loss = _parts.Create<IAdversarialLoss>("cross-entropy");
        var (real, fake) = (randn(16), randn(16));

        var expected = (real.sigmoid().log().mean() + (1 - fake.sigmoid()).log().mean()) / -2;

        Assert.Equal(expected.item<float>(), loss.ForDiscriminator(real, fake).item<float>(), 1e-5);
        Assert.Equal((1 - fake.sigmoid()).log().mean().item<float>(), loss.ForGenerator(fake).item<float>(), 1e-5);
    }

    [Fact]
    public void Vanilla_is_the_cross_entropy_of_PyTorchs_pix2pix()
    {
        var loss = _parts.Create<IAdversarialLoss>("vanilla");
        var (real, fake) = (randn(2, 1, 3, 3), randn(2, 1, 3, 3));
        Tensor Judged(Tensor scores, Tensor target) =>
            nn.functional.binary_cross_entropy_with_logits(scores, target.expand_as(scores));

        var expected = (Judged(real, ones(1)) + Judged(fake, zeros(1))) / 2;

        Assert.Equal(expected.item<float>(), loss.ForDiscriminator(real, fake).item<float>(), 1e-5);
        Assert.Equal(Judged(fake, ones(1)).item<float>(), loss.ForGenerator(fake).item<float>(), 1e-5);
    }

    [Fact]
    public void The_non_saturating_generator_learns_even_while_it_is_found_out()
    {
        var saturating = _parts.Create<IAdversarialLoss>("cross-entropy");
        var other = _parts.Create<IAdversarialLoss>("cross-entropy", new CrossEntropyOptions { NonSaturating = true });

        Assert.InRange(Slope(saturating), -1e-3f, 0);
        Assert.InRange(Slope(other), -1, -0.99f);

        static float Slope(IAdversarialLoss loss)
        {
            var scores = tensor(new[] { -10f }, requires_grad: true);
            loss.ForGenerator(scores).backward();
            return scores.grad!.item<float>();
        }
    }

    [Fact]
    public void Cross_entropy_stays_finite_for_huge_scores()
    {
        var loss = _parts.Create<IAdversarialLoss>("cross-entropy");
        var scores = tensor(new[] { -1000f, 1000f }, requires_grad: true);

        var value = loss.ForDiscriminator(scores, scores) + loss.ForGenerator(scores);
        value.backward();

        Assert.True(float.IsFinite(value.item<float>()));
        Assert.All(scores.grad!.data<float>().ToArray(), static slope => Assert.True(float.IsFinite(slope)));
    }

    [Fact]
    public void Beyond_the_margin_the_hinge_teaches_nothing_more()
    {
        var loss = _parts.Create<IAdversarialLoss>("hinge");
        var real = tensor(new[] { 1.5f, 0.5f }, requires_grad: true);

        loss.ForDiscriminator(real, tensor(new[] { -2f })).backward();

        Assert.Equal([0f, -0.25f], real.grad!.data<float>().ToArray());
    }

    public void Dispose()
    {
        _scope.Dispose();
        _parts.Dispose();
    }
}
