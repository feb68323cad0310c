using System.Text.RegularExpressions;
using GsFramework.Core.Configuration;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>The text of docs and of the pages in the root: in lines that fit a window, in plain words.</summary>
public partial class ProseTests
{
    private const string Always =
        @"mend(s|ed|ing)?|anew|shall|so\s+many|(go|goes|going|went|gone)\s+on|lies?|lying|rehears\w+|be\s+it";

    // What gs compare wrote is a record and stays as it was written.
    private static readonly Page[] _pages =
    [
        .. Page
            .All.Where(static page =>
                page.Path.StartsWith("docs/", StringComparison.Ordinal)
                || !page.Path.Contains('/', StringComparison.Ordinal)
            )
            .Where(static page => !Record().IsMatch(page.Path)),
    ];

    [Fact]
    public void Lines_of_text_have_at_most_120_characters_unless_nothing_in_them_can_be_broken() =>
        Assert.Empty(
            from page in _pages
            from line in Text(page)
            where !line.Text.StartsWith('|') && line.Text.Length > 120 && MarkdownText.Wrapped(line.Text) != line.Text
            select $"{page.Path}:{line.Line}: {line.Text.Length} characters"
        );

    [Fact]
    public void Words_are_plain() =>
        Assert.Empty(
            from page in _pages
            let lines = Text(page).ToArray()
            let text = Code()
                .Replace(string.Join('\n', lines.Select(static line => line.Text)), static code => new string(
                    '`',
                    code.Length
                ))
            from Match word in Stilted().Matches(text)
            select $"{page.Path}:{lines[text[..word.Index].Count(static letter => letter == '\n')].Line}: {word.Value}"
        );

    [Fact]
    public void Words_of_comments_and_messages_are_plain()
    {
        string[] rooms = ["Abstractions", "Graph", "Core", "Host", "Plugins", "Testing"];
        string[] files =
        [
            .. rooms
                .Select(static room => Repository.Path(room))
                .Where(Directory.Exists)
                .SelectMany(static room => Directory.EnumerateFiles(room, "*.cs", SearchOption.AllDirectories))
                .Where(static file =>
                    !file.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                ),
        ];

        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file).Index()
            let word = StiltedInSources().Match(line.Item)
            where word.Success
            select $"{Path.GetRelativePath(Repository.Path(), file)}:{line.Index + 1}: {word.Value}"
        );
    }

    [Theory]
    [InlineData("which shall be smaller", "shall")]
    [InlineData("after so\nmany steps", "so\nmany")]
    [InlineData("where the files lie", "lie")]
    [InlineData("a run goes on", "goes on")]
    public void A_stilted_word_is_found(string text, string word) => Assert.Equal(word, Stilted().Match(text).Value);

    // Without blocks that are indented instead of fenced.
    private static IEnumerable<(string Text, int Line)> Text(Page page) =>
        page.Prose.Where(static line => !line.Text.StartsWith("    ", StringComparison.Ordinal));

    [GeneratedRegex("^docs/results/[^/]+/comparison[.]md$")]
    private static partial Regex Record();

    // Within a line only: a block between fences is no prose.
    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex Code();

    [GeneratedRegex(
        @"\b(" + Always + @"|such\s+an?|of\s+its\s+own|is\s+that\s+which|alone)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Stilted();

    [GeneratedRegex(@"\b(" + Always + @")\b", RegexOptions.IgnoreCase)]
    private static partial Regex StiltedInSources();
}
