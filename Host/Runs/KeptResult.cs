using System.Globalization;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>Which network a run has kept, and why: fine-tuning must not make a result worse than what it began
/// with.</summary>
internal sealed record KeptResult
{
    public const string IsExtracted = "extracted";
    public const string IsFineTuned = "fine-tuned";

    /// <summary>One of the constants.</summary>
    public required string Network { get; init; }

    /// <summary>Why, in words that follow on its name.</summary>
    public required string Reason { get; init; }

    /// <summary>What was compared on validation images; less is better.</summary>
    public required string Measure { get; init; }

    /// <summary>Its value before fine-tuning; null without validation images.</summary>
    [Signed]
    public double? Before { get; init; }

    /// <summary>Its value after fine-tuning.</summary>
    [Signed]
    public double? After { get; init; }

    /// <summary>Chooses one.</summary>
    /// <param name="measure">What is compared.</param>
    /// <param name="before">Its value before fine-tuning; NaN without validation images.</param>
    /// <param name="after">Its value afterwards.</param>
    /// <param name="steps">The updates of fine-tuning.</param>
    public static KeptResult Choose(string measure, double before, double after, int steps)
    {
        var (network, reason) =
            steps == 0 ? (IsExtracted, "there was no fine-tuning")
            : before < after || (double.IsNaN(after) && !double.IsNaN(before))
                ? (IsExtracted, "fine-tuning made it worse")
            : double.IsNaN(before) ? (IsFineTuned, "there are no validation images to compare it on")
            : (IsFineTuned, "it is no worse than the extracted one");
        return new KeptResult
        {
            Network = network,
            Reason = reason,
            Measure = measure,
            Before = Finite(before),
            After = Finite(after),
        };
    }

    /// <summary>One line of it.</summary>
    public string Tell() =>
        $"the {Network} network, since "
        + $"{Reason}{(Before is null ? "" : $": {Measure} on validation images {Number(Before)} -> {Number(After)}")}";

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "no number";
}
