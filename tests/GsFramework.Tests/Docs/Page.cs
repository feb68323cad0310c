using System.Text.RegularExpressions;
using GsFramework.Core.Configuration;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The number of the line with the fence.</param>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Text">What is between the fences.</param>
internal sealed record Block(string Page, int Line, string Language, string Text)
{
    public string Place => $"{Page}:{Line}";
}

/// <summary>A page of the documentation, as GitHub reads Markdown.</summary>
internal sealed partial class Page
{
    private Page(string path)
    {
        Path = path;
        var lines = File.ReadAllLines(Repository.Path(path));
        var prose = new List<(string Text, int Line)>();
        var blocks = new List<Block>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                prose.Add((lines[i], i + 1));
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, static line => line.StartsWith("```", StringComparison.Ordinal));
            Assert.True(end > i, $"{path}:{i + 1}: a fence is not closed");
            blocks.Add(new Block(path, i + 1, lines[i][3..].Trim(), string.Join('\n', lines[(i + 1)..end])));
            i = end;
        }

        (Prose, Blocks) = (prose, blocks);
        Anchors = AnchorsOf(prose);
    }

    /// <summary>Every page of the repository, the results of runs left out.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Path(), "*.md")
            .Select(static file => System.IO.Path.GetFileName(file))
            .Order(StringComparer.Ordinal)
            .Append("bench/README.md")
            .Concat(Below("docs"))
            .Concat(Below("samples"))
            .Concat(Below("methods"))
            .Concat(Below("assets"))
            .Select(static path => new Page(path)),
    ];

    /// <summary>Those that speak of no other plugins than the built-in ones and those of docs/plugins: samples and
    /// methods have tests of their own.</summary>
    public static IEnumerable<Page> WithBuiltPlugins =>
        All.Where(static page => page.Path.Split('/')[0] is not ("samples" or "methods"));

    /// <summary>The page's path in the repository.</summary>
    public string Path { get; }

    /// <summary>The lines outside of blocks, with their numbers.</summary>
    public IReadOnlyList<(string Text, int Line)> Prose { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>What a link behind a # may name.</summary>
    public IReadOnlySet<string> Anchors { get; }

    /// <summary>Targets of links and pictures.</summary>
    public IEnumerable<(string Target, int Line)> Links =>
        from line in Prose
        from Match link in Link().Matches(WithoutCode(line.Text))
        select (link.Groups[1].Value.Length > 0 ? link.Groups[1].Value : link.Groups[2].Value, line.Line);

    /// <summary>Words of code in the text; in a table a bar is written with a backslash.</summary>
    public IEnumerable<(string Text, int Line)> Spans =>
        from line in Prose
        from Match span in Span().Matches(line.Text)
        select (span.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal), line.Line);

    private static IEnumerable<string> Below(string folder) =>
        Directory.Exists(Repository.Path(folder))
            ? Directory
                .EnumerateFiles(Repository.Path(folder), "*.md", SearchOption.AllDirectories)
                .Select(static file => System.IO.Path.GetRelativePath(Repository.Path(), file).Replace('\\', '/'))
                .Where(static path => !path.Split('/').Any(static name => name is "bin" or "obj"))
                .Order(StringComparer.Ordinal)
            : [];

    private static HashSet<string> AnchorsOf(IEnumerable<(string Text, int Line)> prose)
    {
        var anchors = new HashSet<string>();
        foreach (var (text, _) in prose.Where(static line => Heading().IsMatch(line.Text)))
        {
            var anchor = ReferenceWriter.Anchor(LinkText().Replace(Heading().Replace(text, ""), "$1"));
            for (var number = 1; !anchors.Add(number == 1 ? anchor : $"{anchor}-{number - 1}"); number++) { }
        }

        return anchors;
    }

    private static string WithoutCode(string text) => Span().Replace(text, "`code`");

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"\]\(([^)\s]+)[^)]*\)|(?:src|srcset|href)=""([^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();
}
