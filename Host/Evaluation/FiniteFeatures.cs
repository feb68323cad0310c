using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>No score is made of values that are no numbers.</summary>
internal static class FiniteFeatures
{
    /// <summary>Checks two sets of feature vectors (M, D) and (N, D).</summary>
    /// <exception cref="UserException">One holds NaN or infinity.</exception>
    public static void Check(Tensor x, Tensor y)
    {
        Check(x, "first");
        Check(y, "second");
    }

    private static void Check(Tensor features, string side)
    {
        using var scope = NewDisposeScope();
        var finite = features.isfinite().all(1).cpu().data<bool>().ToArray();
        var bad = Array.IndexOf(finite, false);
        if (bad >= 0)
        {
            throw new UserException(
                $"The features of image {bad + 1} of the {side} set are NaN or infinite "
                    + $"({finite.Count(static good => !good)} of {finite.Length} "
                    + "images). Look for images or networks whose values have run away."
            );
        }
    }
}
