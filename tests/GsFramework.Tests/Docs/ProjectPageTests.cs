using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>The pages that somebody looks for who joins a project. That their links resolve, <see cref="LinkTests"/>
/// sees.</summary>
public class ProjectPageTests
{
    [Theory]
    [InlineData("CHANGELOG.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    public void It_is_in_the_root_where_README_links_to_it(string path)
    {
        var readme = Page.All.Single(static page => page.Path == "README.md");

        Assert.Contains(Page.All, page => page.Path == path);
        Assert.Contains(readme.Links, link => link.Target == path);
    }

    [Fact]
    public void The_changelog_has_a_place_for_the_next_change_and_the_kinds_of_Keep_a_Changelog()
    {
        var headings = File.ReadAllLines(Repository.Path("CHANGELOG.md"));
        string[] kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

        Assert.Equal(
            "## [Unreleased]",
            headings.First(static line => line.StartsWith("## ", StringComparison.Ordinal))
        );
        Assert.All(headings.Where(static line => line.StartsWith("### ", StringComparison.Ordinal)), line =>
            Assert.Contains(line[4..], kinds)
        );
    }

    [Fact]
    public void Contributing_says_how_every_kind_of_part_is_added()
    {
        var links = Page
            .All.Single(static page => page.Path == "CONTRIBUTING.md")
            .Links.Select(static link => link.Target)
            .ToHashSet();
        var pages = Page
            .All.Select(static page => page.Path)
            .Where(static path =>
                path.StartsWith("docs/plugins/", StringComparison.Ordinal)
                && path.Count(static letter => letter == '/') == 2
            );

        Assert.Empty(pages.Except(links));
    }
}
