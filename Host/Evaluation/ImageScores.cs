namespace GsFramework.Host.Evaluation;

/// <summary>A score of single images, whose mean is a <see cref="Score"/>.</summary>
/// <param name="Metric">The name of that score; for the teacher's own, with <see cref="ImageScores.OfDense"/> behind
/// it.</param>
/// <param name="Values">One an image, in their order; null where the image has none, as without a truth.</param>
internal sealed record ImageColumn(string Metric, IReadOnlyList<double?> Values);

/// <summary>What each image scored: a row an image, a column a score.</summary>
/// <param name="Names">The images in the order of their data set.</param>
/// <param name="Columns">The scores.</param>
internal sealed record ImageScores(IReadOnlyList<string> Names, IReadOnlyList<ImageColumn> Columns)
{
    /// <summary>The end of the name of a column with the teacher's own scores.</summary>
    public const string OfDense = "-dense";

    /// <summary>No image.</summary>
    public static ImageScores None { get; } = new([], []);

    /// <summary>The same with the columns of others, which are of the same images.</summary>
    public ImageScores With(ImageScores others) =>
        Names.Count == 0 ? others : this with { Columns = [.. Columns, .. others.Columns] };
}
