using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

public class LinkTests
{
    [Fact]
    public void Every_relative_link_and_anchor_of_the_documentation_resolves()
    {
        var pages = Page.All.ToDictionary(static page => page.Path);

        Assert.Empty(
            from page in Page.All
            from link in page.Links
            let fault = Fault(page, link.Target, pages)
            where fault is not null
            select $"{page.Path}:{link.Line}: {link.Target} {fault}"
        );
    }

    [Fact]
    public void Every_page_below_docs_can_be_reached_from_the_index()
    {
        var pages = Page
            .All.Where(static page => page.Path.StartsWith("docs/", StringComparison.Ordinal))
            .ToDictionary(static page => page.Path);
        var reached = new HashSet<string>();
        var next = new Queue<string>(["docs/README.md"]);
        while (next.TryDequeue(out var path))
        {
            if (reached.Add(path))
            {
                foreach (var (target, _) in pages[path].Links.Where(static link => !IsElsewhere(link.Target)))
                {
                    var file = FileOf(pages[path], target.Split('#')[0]);
                    if (pages.ContainsKey(file))
                    {
                        next.Enqueue(file);
                    }
                }
            }
        }

        Assert.Empty(pages.Keys.Except(reached));
        Assert.Contains(Page.All.Single(static page => page.Path == "README.md").Links, static link =>
            link.Target == "docs/README.md"
        );
    }

    private static string? Fault(Page page, string target, Dictionary<string, Page> pages)
    {
        if (IsElsewhere(target))
        {
            return null;
        }

        var (path, anchor) = target.Split('#') is [var first, var second] ? (first, second) : (target, null);
        var file = path.Length == 0 ? page.Path : FileOf(page, path);
        if (!Path.Exists(Repository.Path(file)))
        {
            return "does not exist";
        }

        return anchor is null || !pages.TryGetValue(file, out var other) || other.Anchors.Contains(anchor)
            ? null
            : "names no heading";
    }

    private static bool IsElsewhere(string target) =>
        target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);

    private static string FileOf(Page page, string path) =>
        Path.GetRelativePath(
                Repository.Path(),
                Path.Combine(Repository.Path(), Path.GetDirectoryName(page.Path)!, path)
            )
            .Replace('\\', '/');
}
