namespace GsFramework.Core.Arithmetic;

/// <summary>What the self-test found in one precision on one device.</summary>
/// <param name="Device">Where it computed.</param>
/// <param name="Precision"><c>fp32</c> or <c>bf16</c>.</param>
/// <param name="Convolutions">How many were tried, each forward and back.</param>
/// <param name="Wrong">How many of them differ from float64 by more than rounding does.</param>
/// <param name="LargestError">Of all outputs and gradients, the largest |difference| divided by the largest |value|;
/// infinite where something is not a number.</param>
/// <param name="Worst">The convolution that has it.</param>
/// <param name="Milliseconds">What the test took.</param>
internal sealed record SelfTestResult(
    string Device,
    string Precision,
    int Convolutions,
    int Wrong,
    double LargestError,
    string Worst,
    double Milliseconds
)
{
    public bool IsRight => Wrong == 0;
}
