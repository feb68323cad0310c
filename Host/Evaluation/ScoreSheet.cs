namespace GsFramework.Host.Evaluation;

/// <summary>What a network scored.</summary>
/// <param name="Scores">Of all images together.</param>
/// <param name="Images">Of each image, as far as those are means over images.</param>
internal sealed record ScoreSheet(IReadOnlyList<Score> Scores, ImageScores Images)
{
    /// <summary>Of no image.</summary>
    public static ScoreSheet Empty { get; } = new([], ImageScores.None);
}
