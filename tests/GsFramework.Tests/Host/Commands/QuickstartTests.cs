using System.Text.Json.Nodes;
using GsFramework.Host.Commands;

namespace GsFramework.Tests.Host.Commands;

public class QuickstartTests
{
    [Fact]
    public void In_an_empty_folder_it_compresses_the_generator_that_comes_with_the_program()
    {
        using var folder = new Folder();

        var gs = GsProcess.Shell(folder.Path, "gs quickstart --smoke --json");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal("ink-gs8", (string?)JsonNode.Parse(gs.Output)!["name"]);
        Assert.Equal(
            ["gsframework-quickstart"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(static path => Path.GetFileName(path))
        );
        var made = folder["gsframework-quickstart"];
        Assert.True(File.Exists(Path.Combine(made, "runs", "smoke", "report.html")));
        Assert.Equal(
            File.ReadAllText(Repository.Path("configs", "quickstart.json")),
            File.ReadAllText(Path.Combine(made, "configs", "quickstart.json"))
        );
    }

    [Fact]
    public void Files_of_an_earlier_quickstart_are_left_as_they_are()
    {
        using var folder = new Folder();
        QuickstartFiles.Provide(folder["here"], AppContext.BaseDirectory);
        File.WriteAllText(folder["here", "configs", "quickstart.json"], "{ }");
        File.Delete(folder["here", "NOTICE"]);

        QuickstartFiles.Provide(folder["here"], AppContext.BaseDirectory);

        Assert.Equal("{ }", File.ReadAllText(folder["here", "configs", "quickstart.json"]));
        Assert.False(File.Exists(folder["here", "NOTICE"]));
    }

    [Fact]
    public void An_installed_program_has_the_files_beside_it()
    {
        using var folder = new Folder();
        QuickstartFiles.Provide(folder["program", "quickstart"], AppContext.BaseDirectory);

        QuickstartFiles.Provide(folder["here"], folder["program"]);

        var copied = QuickstartFiles.List(folder["here"]).Order(StringComparer.Ordinal);
        Assert.Equal(QuickstartFiles.List(Repository.Path()).Order(StringComparer.Ordinal), copied);
    }

    [Fact]
    public void A_folder_of_somebody_elses_is_refused_and_not_touched()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["gsframework-quickstart"]);
        File.WriteAllText(folder["gsframework-quickstart", "mine.txt"], "mine");

        var gs = GsProcess.Shell(folder.Path, "gs quickstart --smoke");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "it is not the quickstart's. Move it away, or work in another folder.",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["mine.txt"],
            Directory
                .EnumerateFileSystemEntries(folder["gsframework-quickstart"])
                .Select(static path => Path.GetFileName(path))
        );
    }

    [Fact]
    public void A_program_without_its_files_says_so()
    {
        using var folder = new Folder();

        var fault = Assert.Throws<UserException>(() => QuickstartFiles.Provide(folder["here"], folder["program"]));

        Assert.Contains("Install the program again", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
