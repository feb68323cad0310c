using System.Globalization;

namespace GsFramework.Core.Export.Onnx;

/// <summary>The difference of an ONNX file in ONNX Runtime to the MODEL that it was made of, which is what a run
/// scores.</summary>
/// <param name="Max">The largest |difference| of a value in [-1, 1].</param>
/// <param name="Mean">The mean |difference|.</param>
/// <param name="WithinStep">The share of values that differ by no more than one step: one of 256 grey levels, or that
/// of the last quantiser where it is larger.</param>
internal sealed record ModelDifference(double Max, double Mean, double WithinStep)
{
    // Rounding may take a few values further, even in a file that computes what was trained.
    private const double LeastWithinStep = 0.99;

    /// <summary>True where the scores of the model are those of the file: all but one value of a hundred are within a
    /// step.</summary>
    public bool IsSmall => WithinStep >= LeastWithinStep;

    /// <summary>A warning where it is large; else null.</summary>
    public string? Caution =>
        IsSmall
            ? null
            : $"This file computes another network than the MODEL, so the MODEL's scores are not those of the file: "
                + $"{Text}";

    /// <summary>The numbers as a sentence.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"its outputs differ by {Mean:0.0e-0} in the mean and by {Max:0.0e-0} at most, {100 * WithinStep:F1} % of "
                + $"them by no more than a step."
        );
}
