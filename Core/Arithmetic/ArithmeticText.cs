using System.Globalization;
using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Processes;

namespace GsFramework.Core.Arithmetic;

/// <summary>What the user is told of the arithmetic.</summary>
internal static class ArithmeticText
{
    /// <summary>What was done and what it costs; null when libtorch is used as it was found.</summary>
    public static string? Warning(ArithmeticState state)
    {
        var (done, costs) = state.Kind switch
        {
            ArithmeticKind.Repaired => ("oneDNN was repaired in memory", "at full speed"),
            ArithmeticKind.Reference => (
                "oneDNN is off",
                "but training takes up to 5 times as long, and in bf16 up to 30 times as long"
            ),
            _ => ("", ""),
        };
        return done.Length == 0 ? null
            : state.IsForced ? $"{TrustedArithmetic.Variable}={state.Name}: {done}. Results are right, {costs}."
            : $"libtorch is wrong on this processor ({Processor.Name}): {Wrong(state.Trials[0])}. Therefore {done}: "
                + $"results are right, {costs}. "
                + $"'{Shell.Command("doctor")}' tells more.";
    }

    /// <summary>Why nothing can be computed here.</summary>
    public static string Fault(IReadOnlyList<ArithmeticTrial> trials, ArithmeticKind? forced)
    {
        var tried = trials.Select(static trial =>
            $"  {ArithmeticState.NameOf(trial.Kind)}: {trial.Unavailable ?? Wrong(trial)}"
        );
        var remedy = forced is null
            ? $"Use another machine, and report this with what '{Shell.Command("doctor")}' prints."
            : $"Unset {TrustedArithmetic.Variable}, which forces it.";
        return $"libtorch cannot be trusted on this processor "
            + $"({Processor.Name}):\n{string.Join('\n', tried)}\nNothing was computed. {remedy}";
    }

    private static string Wrong(ArithmeticTrial trial)
    {
        var worst = trial.Results.First(static result => !result.IsRight);
        var size = double.IsFinite(worst.LargestError)
            ? string.Create(CultureInfo.InvariantCulture, $"by up to {100 * worst.LargestError:G2} %")
            : "some of them NaN";
        return $"{worst.Wrong} of {worst.Convolutions} convolutions of the self-test ({worst.Precision}, "
            + $"{worst.Device}) are wrong, {size}";
    }
}
