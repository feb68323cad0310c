namespace GsFramework.Host.Evaluation;

/// <summary>Which way a score is better.</summary>
internal static class ScoreDirection
{
    private static readonly string[] _higherIsBetter = ["psnr", "ssim", "accuracy", "agreement"];

    /// <summary>True when smaller values of a metric are better: of all distances and losses.</summary>
    /// <param name="metric">Its name in <c>result.json</c>, such as <c>psnr-teacher</c>.</param>
    public static bool LowerIsBetter(string metric) =>
        !_higherIsBetter.Any(start => metric.StartsWith(start, StringComparison.Ordinal));
}
