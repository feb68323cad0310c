using GsFramework.Tests.Host;

namespace GsFramework.Tests;

/// <summary>Lines of code fit a window. Texts of several lines stand as they are, and so does code that the docs
/// quote.</summary>
public class SourceLineTests
{
    private const int Longest = 120;

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("bench")]
    [InlineData("Core")]
    [InlineData("eng")]
    [InlineData("Graph")]
    [InlineData("Host")]
    [InlineData("methods")]
    [InlineData("Plugins")]
    [InlineData("samples")]
    [InlineData("Testing")]
    [InlineData("tests")]
    public void Lines_of_code_have_at_most_120_characters(string room)
    {
        var files = Directory
            .EnumerateFiles(Repository.Path(room), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static name => name is "bin" or "obj"))
            .ToArray();

        Assert.NotEmpty(files);
        Assert.Empty(
            files.SelectMany(static file =>
                TooLong(File.ReadLines(file)).Select(line => $"{Path.GetRelativePath(Repository.Path(), file)}:{line}")
            )
        );
    }

    [Fact]
    public void A_line_that_is_too_long_is_found_unless_it_is_of_a_text()
    {
        var line = new string('x', Longest + 1);

        Assert.Equal([2], TooLong(["a", line, "b"]));
        Assert.Empty(TooLong(["var text = \"\"\"", line, "\"\"\";"]));
    }

    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var isText = false;
        foreach (var (index, line) in lines.Index())
        {
            var marks = line.Split("\"\"\"").Length - 1;
            if (line.Length > Longest && !isText && marks == 0)
            {
                yield return index + 1;
            }

            isText ^= marks % 2 == 1;
        }
    }
}
