using System.Text.RegularExpressions;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>What holds for every page.</summary>
internal static partial class PageAssert
{
    /// <summary>A page with its encoded characters decoded.</summary>
    public static string Decoded(string page) => System.Net.WebUtility.HtmlDecode(page);

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
