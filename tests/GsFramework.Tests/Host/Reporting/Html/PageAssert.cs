using System.Text.RegularExpressions;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>What holds for every page.</summary>
internal static partial class PageAssert
{
    /// <summary>A page with its encoded characters decoded.</summary>
    public static string Decoded(string page) => System.Net.WebUtility.HtmlDecode(page).Replace('\u00a0', ' ');

    /// <summary>Nothing is loaded: sources are in the page, links lead to places in it that exist.</summary>
    public static void IsSelfContained(string page)
    {
        Assert.All(Sources().Matches(page), static match =>
            Assert.StartsWith("data:image/", match.Groups[1].Value, StringComparison.Ordinal)
        );
        Assert.All(Links().Matches(page), match =>
        {
            Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal);
            Assert.Contains($"id=\"{match.Groups[1].Value[1..]}\"", page, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.All(Urls().Matches(page), static match =>
            Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal)
        );
    }

    /// <summary>No two elements have the same name, and every clip path is there.</summary>
    public static void NamesAreUnique(string page)
    {
        var ids = Ids().Matches(page).Select(static match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Urls().Matches(page), match => Assert.Contains(match.Groups[1].Value[1..], ids));
    }

    /// <summary>The anchors of the sections, in order.</summary>
    public static IEnumerable<string> Sections(string page) =>
        SectionIds().Matches(page).Select(static match => match.Groups[1].Value);

    /// <summary>Columns with that word in their heads have amounts: a ratio's head says of what it is one.</summary>
    /// <returns>How many such columns there are.</returns>
    public static int AmountsAreNoRatios(string page, string word)
    {
        var columns = 0;
        foreach (var table in Tables().Matches(page).Select(static match => match.Value))
        {
            var rows = Rows()
                .Matches(table)
                .Select(static row => Cells().Matches(row.Value).Select(static cell => cell.Groups[1].Value).ToArray())
                .ToArray();
            foreach (var (column, head) in rows.First().Index())
            {
                if (Tags().Replace(head, "") == word)
                {
                    columns++;
                    Assert.All(rows.Skip(1), row => Assert.DoesNotMatch("[0-9](×|x)", row[column]));
                }
            }
        }

        return columns;
    }

    [GeneratedRegex("<table.*?</table>", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[hd](?: [^>]*)?>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cells();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(" src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex(" href=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex(@"url\(([^)]*)\)")]
    private static partial Regex Urls();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("<section id=\"([^\"]*)\"")]
    private static partial Regex SectionIds();
}
