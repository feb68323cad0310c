using GsFramework.Host.Comparison;

namespace GsFramework.Host.Reporting.Html.Comparison;

/// <summary>
/// Whether the best method by a score is also nearest to the teacher by one. Scores against real images, such as KID,
/// may be good by chance or by a fault in a network that is far from its teacher.
/// </summary>
internal static class Nearest
{
    private const string OfTeacher = "-teacher";

    /// <summary>The method with the best mean of a score; null where nobody has it, or only one.</summary>
    public static string? Best(RatioGroup at, string metric) =>
        Ranked(at, metric) is [var best, _, ..] ? best.Method : null;

    /// <summary>What speaks against a method that is best by a score, as a sentence; null where nothing does. A
    /// distance to the teacher is its own evidence.</summary>
    public static string? Contradiction(RatioGroup at, string method, string metric)
    {
        if (metric.EndsWith(OfTeacher, StringComparison.Ordinal))
        {
            return null;
        }

        var nearest = at
            .Rows.SelectMany(static row => row.Scores)
            .Select(static score => score.Metric)
            .Where(static name => name.EndsWith(OfTeacher, StringComparison.Ordinal))
            .Distinct()
            .Select(name => (Name: name, Method: Best(at, name)))
            .Where(static entry => entry.Method is not null)
            .ToList();
        return nearest.Count == 0 || nearest.Any(entry => entry.Method == method)
            ? null
            : $"but by no score is it nearest to the teacher: by {nearest[0].Name} that is {nearest[0].Method}";
    }

    private static List<(string Method, double Mean)> Ranked(RatioGroup at, string metric) =>
        [
            .. from row in at.Rows
            from score in row.Scores
            where score.Metric == metric
            orderby score.LowerIsBetter ? score.Mean : -score.Mean
            select (row.MethodName, score.Mean),
        ];
}
