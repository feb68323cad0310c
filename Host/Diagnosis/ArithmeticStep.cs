using GsFramework.Core.Arithmetic;

namespace GsFramework.Host.Diagnosis;

/// <summary>One way of computing.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Unavailable">Why it cannot be taken here; null when it was.</param>
/// <param name="Tests">What the self-test says of it in each precision.</param>
internal sealed record ArithmeticStep(ArithmeticKind Kind, string? Unavailable, IReadOnlyList<ArithmeticTest> Tests)
{
    /// <summary>Takes the way and tests it. There is no way back.</summary>
    /// <param name="kind">The way.</param>
    /// <param name="device">Where convolutions are computed; the CPU is tested in any case.</param>
    public static ArithmeticStep Take(ArithmeticKind kind, TorchSharp.torch.Device device)
    {
        var unavailable = Remedies.Take(kind, isForced: true);
        return new ArithmeticStep(
            kind,
            unavailable,
            unavailable is not null
                ? []
                :
                [
                    .. from need in TrustedArithmetic.Needs(device, bfloat16: true)
                    let result = SelfTest.Run(need.Device, need.Precision)
                    select new ArithmeticTest(
                        result.Device,
                        result.Precision,
                        result.Convolutions,
                        result.Wrong,
                        double.IsFinite(result.LargestError) ? result.LargestError : null,
                        result.Worst,
                        result.Milliseconds,
                        TrainingStep.Median(need.Device, need.Precision)
                    ),
                ]
        );
    }

    /// <summary>True when it can be taken and is right.</summary>
    /// <param name="withBfloat16">False to judge fp32 alone.</param>
    public bool IsRight(bool withBfloat16) =>
        Unavailable is null && Tests.All(test => test.Wrong == 0 || (test.Precision == "bf16" && !withBfloat16));
}

/// <summary>What the self-test says, and how fast a training step is.</summary>
/// <param name="Device">Where.</param>
/// <param name="Precision"><c>fp32</c> or <c>bf16</c>.</param>
/// <param name="Convolutions">How many were tried.</param>
/// <param name="Wrong">How many were wrong.</param>
/// <param name="LargestError">Relative to the largest value; null where something was not a number, which JSON cannot
/// hold.</param>
/// <param name="Worst">The convolution that has it.</param>
/// <param name="TestMilliseconds">What the test took.</param>
/// <param name="StepMilliseconds">What a <see cref="TrainingStep"/> takes.</param>
internal sealed record ArithmeticTest(
    string Device,
    string Precision,
    int Convolutions,
    int Wrong,
    double? LargestError,
    string Worst,
    double TestMilliseconds,
    double StepMilliseconds
);
