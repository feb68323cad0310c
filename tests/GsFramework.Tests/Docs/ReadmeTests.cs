using System.Globalization;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>The front door: short, and no second source of what another page has.</summary>
public class ReadmeTests
{
    private static readonly Page _readme = Page.All.Single(static page => page.Path == "README.md");

    [Fact]
    public void It_has_at_most_140_lines() =>
        Assert.InRange(File.ReadAllLines(Repository.Path("README.md")).Length, 1, 140);

    [Fact]
    public void Its_excerpt_is_one_of_the_output_in_the_quickstart()
    {
        var quickstart = Page.All.Single(static page => page.Path == "docs/quickstart.md");
        var output = quickstart
            .Blocks.Where(static block => block.Language == "text")
            .SelectMany(static block => block.Text.Split('\n'))
            .ToArray();
        var excerpt = _readme
            .Blocks.Where(static block => block.Language == "text")
            .SelectMany(static block => block.Text.Split('\n'))
            .ToArray();

        Assert.Equal(6, excerpt.Length);
        Assert.Empty(excerpt.Except(output));
    }

    [Fact]
    public void Its_headline_is_the_ratio_of_the_file_to_deploy()
    {
        var row = _readme
            .Blocks.Where(static block => block.Language == "text")
            .SelectMany(static block => block.Text.Split('\n'))
            .Single(static line => line.Contains(", to deploy", StringComparison.Ordinal));
        var ratio = double.Parse(
            row.Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('x'),
            CultureInfo.InvariantCulture
        );

        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"{ratio:F1}x fewer bytes"),
            File.ReadAllText(Repository.Path("README.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_first_things_to_type_are_the_clone_and_the_main_command()
    {
        var lines = _readme.Blocks[0].Text.Split('\n');

        Assert.StartsWith("git clone ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "dotnet run --project Host -c Release -- compress configs/quickstart.json",
            lines[1],
            StringComparison.Ordinal
        );
    }
}
