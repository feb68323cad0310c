using System.Text.RegularExpressions;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>Messages that the documentation quotes are messages of the program.</summary>
public partial class MessageTests
{
    private const string Header = "| mistake | message |";

    [Fact]
    public void Every_message_in_a_table_of_mistakes_is_one_of_the_sources()
    {
        var sources = new[] { "Graph", "Abstractions", "Host", "Core", "Plugins", "Testing" }
            .SelectMany(static folder =>
                Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
            )
            .Select(static path => Broken().Replace(File.ReadAllText(path), ""))
            .ToArray();
        var messages =
            from page in Page.All
            from row in Rows(page)
            from Match span in Span().Matches(row.Text.Split(" | ", 2)[1])
            select (Place: $"{page.Path}:{row.Line}", Text: span.Groups[1].Value);

        Assert.True(messages.Count() > 20);
        Assert.DoesNotContain(messages, message => !sources.Any(source => Has(source, message.Text)));
    }

    // What differs from case to case is written as three dots.
    private static bool Has(string source, string message) =>
        message
            .Split('…')
            .Select(static piece => piece.Trim())
            .Where(static piece => piece.Length > 3)
            .All(piece => source.Contains(piece, StringComparison.Ordinal));

    private static IEnumerable<(string Text, int Line)> Rows(Page page)
    {
        var within = false;
        foreach (var line in page.Prose)
        {
            within = line.Text == Header || (within && line.Text.StartsWith('|'));
            if (within && line.Text != Header && !line.Text.StartsWith("| ---", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    // A long text is put together of several.
    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Broken();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();
}
