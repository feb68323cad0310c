namespace GsFramework.Core.Arithmetic;

/// <summary>One way of computing, and what the self-test says of it.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Results">One result for each device and precision in use; empty when the way cannot be taken
/// here.</param>
/// <param name="Unavailable">Why it cannot be taken; null when it was.</param>
internal sealed record ArithmeticTrial(
    ArithmeticKind Kind,
    IReadOnlyList<SelfTestResult> Results,
    string? Unavailable = null
)
{
    public bool IsRight => Unavailable is null && Results.All(static result => result.IsRight);
}

/// <summary>How this process computes, and how it came to that.</summary>
/// <param name="Kind">The arithmetic in use.</param>
/// <param name="IsForced">True when the environment says so.</param>
/// <param name="Trials">What was tried, in its order; the last is in use.</param>
internal sealed record ArithmeticState(ArithmeticKind Kind, bool IsForced, IReadOnlyList<ArithmeticTrial> Trials)
{
    /// <summary>As it stands in files: <c>native</c>, <c>repaired</c> or <c>reference</c>.</summary>
    public string Name => NameOf(Kind);

    public static string NameOf(ArithmeticKind kind) => kind.ToString().ToLowerInvariant();
}
