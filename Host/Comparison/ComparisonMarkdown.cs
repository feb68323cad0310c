using System.Globalization;
using System.Text;

namespace GsFramework.Host.Comparison;

/// <summary>The table of a comparison in the form of the paper, as Markdown.</summary>
internal static class ComparisonMarkdown
{
    /// <summary>The text of <c>comparison.md</c>.</summary>
    public static string Of(ComparisonResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {result.Name}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"    {result.Command}\n\n");
        text.Append(result.Smoke ? $"**{ComparisonTable.Smoke}**\n\n" : "");
        text.Append(ComparisonTable.Terms(result)).Append('\n');
        foreach (var table in ComparisonTable.Of(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {table.Title}\n\n");
            text.Append(Line(table.Columns))
                .Append(Line(table.Columns.Select(static (_, i) => i == 0 ? "---" : "---:")));
            foreach (var row in table.Rows)
            {
                text.Append(Line(row));
            }
        }

        text.Append('\n').Append(ComparisonTable.Legend(result));
        if (result.Failures.Count > 0)
        {
            text.Append("\nWithout a result:\n\n");
            foreach (var failure in result.Failures)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {failure.Run}: {failure.Reason}\n");
            }
        }

        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
