using System.CommandLine;
using GsFramework.Core.Configuration;
using GsFramework.Host.Commands;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Docs;

public class CommandReferenceTests
{
    [Fact]
    public void The_committed_page_is_that_of_the_commands()
    {
        using var folder = new Folder();

        Assert.Equal(0, Gs.Run("commands", "-o", folder["commands.md"]).ExitCode);

        // Otherwise: gs commands -o docs/commands.md
        Assert.Equal(File.ReadAllText(Repository.Path("docs", "commands.md")), File.ReadAllText(folder["commands.md"]));
    }

    [Fact]
    public void It_has_every_command_with_all_that_its_help_says()
    {
        var page = Gs.Run("commands").Output;
        var commands = Leaves(CommandLine.Create(static _ => 0), []).ToArray();

        Assert.Contains(commands, static command => command.Path is ["config", "init"]);
        Assert.All(commands, command =>
        {
            var section = Section(page, $"gs {string.Join(' ', command.Path)}");
            var help = Gs.Run([.. command.Path, "--help"]).Output;
            Assert.All(Descriptions(command.Command), text =>
            {
                Assert.Contains(text, help, StringComparison.Ordinal);
                Assert.Contains(ReferenceRow.Cell(text), section, StringComparison.Ordinal);
            });
            Assert.All(command.Command.Options.Where(static option => option.Name != "--help"), option =>
                Assert.Contains($"| `{option.Name}", section, StringComparison.Ordinal)
            );
        });
    }

    [Fact]
    public void It_says_what_is_required_and_what_the_defaults_are()
    {
        var page = Gs.Run("commands").Output;

        Assert.Matches(@"\| `--format FORMAT` \| required \|", Section(page, "gs export"));
        Assert.Matches(@"\| `--runs N` \| `20` \|", Section(page, "gs benchmark"));
        Assert.Contains("\ngs compare [CONFIG] [options]\n", Section(page, "gs compare"), StringComparison.Ordinal);
        Assert.DoesNotContain("benchmark-memory", page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string[] Path, Command Command)> Leaves(Command above, string[] path) =>
        above
            .Subcommands.Where(static command => !command.Hidden)
            .SelectMany(command =>
                command.Subcommands.Any()
                    ? Leaves(command, [.. path, command.Name])
                    : [([.. path, command.Name], command)]
            );

    private static IEnumerable<string> Descriptions(Command command) =>
        command
            .Options.Where(static option => !option.Hidden && option.Name != "--help")
            .Select(static option => option.Description!)
            .Concat(command.Arguments.Select(static argument => argument.Description!));

    // From its heading to the next.
    private static string Section(string page, string title)
    {
        var lines = page.Split('\n');
        var start = Array.FindIndex(lines, line =>
            line.StartsWith("##", StringComparison.Ordinal) && line.TrimStart('#').Trim() == title
        );
        Assert.True(start >= 0, title);
        return string.Join(
            '\n',
            lines.Skip(start + 1).TakeWhile(static line => !line.StartsWith("##", StringComparison.Ordinal))
        );
    }
}
