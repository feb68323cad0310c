using static TorchSharp.torch;

namespace GsFramework.Core.Inference;

/// <summary>That what a network makes are numbers.</summary>
internal static class FiniteOutput
{
    /// <summary>Returns the output.</summary>
    /// <exception cref="UserException">Some of it is NaN or infinite.</exception>
    public static Tensor Check(Tensor output, string name) =>
        output.isfinite().all().item<bool>()
            ? output
            : throw new UserException(
                $"The model makes NaN or infinite pixels of '{name}'. Its training has probably run away; take an "
                    + $"earlier checkpoint."
            );
}
