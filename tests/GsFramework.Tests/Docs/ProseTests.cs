using System.Text.RegularExpressions;
using GsFramework.Core.Configuration;

namespace GsFramework.Tests.Docs;

/// <summary>The text of docs and of the pages in the root: in lines that fit a window, in plain words.</summary>
public partial class ProseTests
{
    // What gs compare wrote is a record and stays as it was written.
    private static readonly Page[] _pages =
        [.. Page.All.Where(static page => page.Path.StartsWith("docs/", StringComparison.Ordinal) || !page.Path.Contains('/', StringComparison.Ordinal))
            .Where(static page => !Record().IsMatch(page.Path))];

    [Fact]
    public void Lines_of_text_have_at_most_120_characters_unless_nothing_in_them_can_be_broken() => Assert.Empty(
        from page in _pages
        from line in Text(page)
        where !line.Text.StartsWith('|') && line.Text.Length > 120 && MarkdownText.Wrapped(line.Text) != line.Text
        select $"{page.Path}:{line.Line}: {line.Text.Length} characters");

    [Fact]
    public void Words_are_plain()
    {
        // These two repeat descriptions of the program.
        var written = _pages.Where(static page => page.Path is not ("docs/configuration.md" or "docs/commands.md"));

        Assert.Empty(
            from page in written
            let lines = Text(page).ToArray()
            let text = Code().Replace(string.Join('\n', lines.Select(static line => line.Text)), static code => new string('`', code.Length))
            from Match word in Stilted().Matches(text)
            select $"{page.Path}:{lines[text[..word.Index].Count(static letter => letter == '\n')].Line}: {word.Value}");
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
        @"\b(mend(s|ed|ing)?|anew|shall|so\s+many|(go|goes|going|went|gone)\s+on|lies?|lying|rehears\w+|such\s+an?|be\s+it|of\s+its\s+own|is\s+that\s+which|alone)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Stilted();
}
