using GsFramework.Losses;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Distillation;

/// <summary>That a distance, which may be another plugin's, gives a scalar.</summary>
internal static class ScalarDistance
{
    /// <summary>Returns what the distance gave.</summary>
    /// <param name="given">What it gave.</param>
    /// <param name="distance">The distance.</param>
    /// <param name="kind">Its kind in the configuration.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="UserException">It is no scalar.</exception>
    public static Tensor Check(Tensor? given, IImageDistance distance, string kind, StepContext step) =>
        given?.numel() == 1
            ? given
            : throw new UserException(
                $"Plugin {distance.GetType().Assembly.GetName().Name}, image distance '{kind}', step {step.Step}: it "
                    + $"returned {(given is null ? "nothing" : $"[{string.Join(", ", given.shape)}]")}, not a scalar. "
                    + $"Fix the plugin, or choose another distance."
            );
}
