using System.Text.RegularExpressions;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>Code of the documentation is code that is compiled.</summary>
public partial class CompiledBlockTests
{
    private static readonly string[] _folders = ["docs/plugins", "samples", "tests/GsFramework.Tests", "templates"];

    [Fact]
    public void Every_block_stands_line_for_line_in_a_compiled_file()
    {
        var sources = _folders
            .Select(static folder => Repository.Path(folder))
            .Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static name => name is "bin" or "obj"))
            .Select(static path => Dedented(File.ReadAllText(path)))
            .ToArray();

        Assert.Empty(
            from page in Page.All
            from block in page.Blocks
            where block.Language == "csharp"
            let text = Dedented(block.Text)
            where !sources.Any(source => source.Contains(text, StringComparison.Ordinal))
            select $"{block.Place}: {FirstStranger(text, sources)}"
        );
    }

    [Fact]
    public void Every_package_in_a_block_has_the_version_that_is_tested()
    {
        var tested = File.ReadAllText(Repository.Path("Directory.Packages.props"));

        Assert.Empty(
            from page in Page.All
            from block in page.Blocks
            where block.Language == "xml"
            from Match reference in Reference().Matches(block.Text)
            where
                !tested.Contains(
                    reference.Value.Replace("<PackageReference", "<PackageVersion", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
            select $"{block.Place}: {reference.Value}"
        );
    }

    // Without blanks at the ends of lines, so that a method may be shown without its class.
    private static string Dedented(string text) =>
        string.Concat(text.Split('\n').Select(static line => line.Trim() + "\n"));

    // The first line with which no file continues.
    private static string FirstStranger(string text, string[] sources)
    {
        var lines = text.Split('\n');
        var known = Enumerable
            .Range(1, lines.Length)
            .LastOrDefault(count =>
                sources.Any(source => source.Contains(string.Join('\n', lines[..count]), StringComparison.Ordinal))
            );
        return known < lines.Length ? $"'{lines[known]}'" : "";
    }

    // Three dots stand for the newest version of this repository's own packages.
    [GeneratedRegex("<PackageReference Include=\"[^\"]+\" Version=\"[^\"…]+\"")]
    private static partial Regex Reference();
}
