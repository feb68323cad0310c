using GsFramework.Losses;
using static TorchSharp.torch;

namespace GsFramework.Core.Composition.Guards;

/// <summary>
/// A plugin's adversarial loss. Its first calls, in whatever training, test that it leaves the scores as they are, and
/// that it depends on them alone: what it kept between calls would be in no checkpoint.
/// </summary>
internal sealed class WatchedLoss(IAdversarialLoss loss, PartName part) : IAdversarialLoss
{
    // Of each of the two methods.
    private const int Calls = 2;
    private const double Tolerance = 1e-5;

    private int _generator;
    private int _discriminator;

    /// <summary>Its name in messages.</summary>
    public PartName Part => part;

    public Tensor ForGenerator(Tensor fakeScores) =>
        _generator++ < Calls
            ? Watched(nameof(ForGenerator), [fakeScores], () => loss.ForGenerator(fakeScores))
            : loss.ForGenerator(fakeScores);

    public Tensor ForDiscriminator(Tensor realScores, Tensor fakeScores) =>
        _discriminator++ < Calls
            ? Watched(nameof(ForDiscriminator), [realScores, fakeScores], () =>
                loss.ForDiscriminator(realScores, fakeScores)
            )
            : loss.ForDiscriminator(realScores, fakeScores);

    private Tensor Watched(string method, Tensor[] scores, Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        Tensor[] before = [.. scores.Select(static score => score.detach().clone())];
        var value = compute();

        // What is no scalar is told of by whoever called.
        if (value is null || LossCheck.Fault(value, scores[^1]) is not null)
        {
            return value?.MoveToOuterDisposeScope()!;
        }

        using (no_grad())
        {
            Unchanged(method, scores, before);
            var (one, two) = (LossCheck.Value(value), LossCheck.Value(compute()));
            if (Math.Abs(one - two) > Tolerance * Math.Max(Math.Abs(one), Math.Abs(two)))
            {
                throw PluginCode.Broken(
                    part,
                    method,
                    $"it was {one:G6}, and {two:G6} when it was computed again from the same scores: it keeps "
                        + "something between calls, or is random. No checkpoint holds that, so that a resumed run "
                        + "would differ.",
                    "Compute the loss from its arguments alone."
                );
            }
        }

        return value.MoveToOuterDisposeScope();
    }

    private void Unchanged(string method, Tensor[] scores, Tensor[] before)
    {
        foreach (var (score, copy) in scores.Zip(before))
        {
            if (!score.eq(copy).all().item<bool>() && copy.isfinite().all().item<bool>())
            {
                throw PluginCode.Broken(
                    part,
                    method,
                    "it changed the scores.",
                    "Do not use operations in place, those that end with _: take x.sub(1), not x.sub_(1)."
                );
            }
        }
    }
}
