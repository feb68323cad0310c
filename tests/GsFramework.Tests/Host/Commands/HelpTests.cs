using System.CommandLine;
using GsFramework.Host.Commands;

namespace GsFramework.Tests.Host.Commands;

public class HelpTests
{
    private static readonly RootCommand _program = CommandLine.Create(static _ => 0);

    public static TheoryData<string> Commands => [.. Leaves(_program).Select(CommandGroups.Path)];

    [Fact]
    public void Every_command_is_in_one_group()
    {
        var grouped = CommandGroups.Of(_program).SelectMany(static group => group.Verbs).ToArray();

        Assert.Equal(
            _program.Subcommands.Where(static verb => !verb.Hidden).Select(static verb => verb.Name).Order(),
            grouped.Select(static verb => verb.Name).Order()
        );
        Assert.All(CommandGroups.Of(_program), static group => Assert.NotEmpty(group.Verbs));
    }

    [Fact]
    public void Help_shows_the_groups_with_a_line_for_each_command_and_the_exit_codes()
    {
        var gs = Gs.Run("--help");

        Assert.Equal(0, gs.ExitCode);
        var lines = gs.Output.Split('\n');
        Assert.All(CommandGroups.Of(_program), group =>
        {
            var start = Array.IndexOf(lines, $"{group.Title}:");
            Assert.True(start > 0, gs.Output);
            Assert.Equal(
                group.Verbs.Select(static verb => verb.Name),
                lines
                    .Skip(start + 1)
                    .TakeWhile(static line => line.Length > 0)
                    .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            );
        });
        Assert.Contains("  130           interrupted", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("benchmark-memory", gs.Output, StringComparison.Ordinal);
        Assert.Equal(gs.Output, Gs.Run("-h").Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command_has_an_example_that_the_parser_takes(string command)
    {
        var help = Gs.Run([.. command.Split(' '), "--help"]).Output;

        var example = help[help.IndexOf("Example:\n", StringComparison.Ordinal)..].Split('\n')[1].Trim();
        Assert.StartsWith($"gs {command}", example, StringComparison.Ordinal);
        Assert.Empty(_program.Parse(example["gs ".Length..]).Errors);
    }

    private static IEnumerable<Command> Leaves(Command above) =>
        above
            .Subcommands.Where(static command => !command.Hidden)
            .SelectMany(static command => command.Subcommands.Any() ? Leaves(command) : [command]);
}
