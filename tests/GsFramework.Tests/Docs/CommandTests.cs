using System.CommandLine;
using System.Text.RegularExpressions;
using GsFramework.Core.Processes;
using GsFramework.Host.Commands;
using GsFramework.Tests.Host;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Docs;

/// <summary>What a reader types is parsed as the program parses it, and the files of the repository that it names are
/// there.</summary>
public partial class CommandTests
{
    // Below these a path is the repository's; others are the reader's own, or were written by a command before.
    private static readonly string[] _folders =
    [
        "Abstractions",
        "assets",
        "bench",
        "configs",
        "Core",
        "docs",
        "eng",
        "Graph",
        "Host",
        "methods",
        "Plugins",
        "samples",
        "templates",
        "Testing",
        "tests",
    ];

    private static IEnumerable<(string Place, string Line)> Lines =>
        from page in Page.All
        from block in page.Blocks
        where block.Language is "sh" or "bash"
        from line in Continued().Replace(block.Text, " ").Split('\n')
        let command = Comment().Replace(line, "").Trim()
        where command.Length > 0
        select (block.Place, command);

    private static IEnumerable<(string Place, string[] Arguments)> GsLines =>
        from line in Lines
        let arguments = Arguments(line.Line)
        where arguments is not null
        select (line.Place, arguments);

    [Fact]
    public void Every_gs_command_in_a_block_is_one_that_the_program_takes()
    {
        Assert.True(GsLines.Count() > 20);
        Assert.Empty(
            from line in GsLines
            from error in Parse(line.Arguments).Errors
            select $"{line.Place}: gs {string.Join(' ', line.Arguments)}: {error.Message}"
        );
    }

    [Fact]
    public void Every_gs_command_within_a_line_has_the_verbs_and_options_of_the_program()
    {
        var spans =
            from page in Page.All
            from span in page.Spans
            where span.Text.StartsWith("gs ", StringComparison.Ordinal)
            from arguments in Alternatives(
                span.Text[3..]
                    .Replace("…", "", StringComparison.Ordinal)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            select (Place: $"{page.Path}:{span.Line}", Arguments: arguments);

        Assert.True(spans.Count() > 20);
        Assert.Empty(
            spans
                .Where(static span => !IsMention(Parse(span.Arguments)))
                .Select(static span => $"{span.Place}: gs {string.Join(' ', span.Arguments)}")
        );
    }

    [Fact]
    public void Every_command_of_the_program_is_on_a_page_that_the_README_names()
    {
        var readme = Page.All.Single(static page => page.Path == "README.md");
        var commands = Page.All.Single(static page => page.Path == "docs/commands.md");
        var named = commands
            .Spans.Select(static span => span.Text.Split(' '))
            .Where(static words => words is ["gs", _, ..])
            .Select(static words => words[1])
            .ToHashSet();

        Assert.Contains(readme.Links, static link => link.Target == "docs/commands.md");
        Assert.Empty(
            CommandLine
                .Create(static _ => 0)
                .Subcommands.Where(static verb => !verb.Hidden)
                .Select(static verb => verb.Name)
                .Except(named)
        );
    }

    [Fact]
    public void Every_path_of_the_repository_in_a_command_is_there() =>
        Assert.Empty(
            from line in Lines
            where !line.Line.StartsWith("rm ", StringComparison.Ordinal)
            from word in line.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where
                !word.Contains("/artifacts/", StringComparison.Ordinal) && !word.Contains('*', StringComparison.Ordinal)
            where _folders.Contains(word.Split('/')[0]) && !Path.Exists(Repository.Path(word))
            where word.Contains('/', StringComparison.Ordinal) || _folders.Contains(word)
            select $"{line.Place}: {word} does not exist"
        );

    [Fact]
    public void Every_setting_on_a_command_line_is_one_of_its_configuration()
    {
        var lines =
            from line in GsLines
            let configuration = line.Arguments.FirstOrDefault(static word =>
                word.StartsWith("configs/", StringComparison.Ordinal)
            )
            let sets = line.Arguments.Where((_, i) => i > 0 && line.Arguments[i - 1] == "--set").ToArray()
            // Plugins of --plugins are not built with these tests.
            where configuration is not null && sets.Length > 0 && !line.Arguments.Contains("--plugins")
            select (line.Place, Outcome: Validate(Repository.Path(configuration), sets));

        Assert.NotEmpty(lines);
        Assert.Empty(
            lines.Where(static line => line.Outcome.Length > 0).Select(static line => $"{line.Place}: {line.Outcome}")
        );
    }

    [Fact]
    public void So_is_every_setting_within_a_line()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["empty.json"], "{}");
        var settings =
            from page in Page.WithBuiltPlugins
            from span in page.Spans
            where
                span.Text.StartsWith("--set ", StringComparison.Ordinal)
                && span.Text.Contains('=', StringComparison.Ordinal)
            where span.Text != "--set PATH=VALUE" // as the help names its argument
            let setting = span.Text[6..]
            let outcome = Validate(folder["empty.json"], [setting])
            where outcome.Length > 0
            select $"{page.Path}:{span.Line}: {setting}: {outcome}";

        Assert.Empty(settings);
    }

    [Fact]
    public void Every_other_command_begins_with_a_program_that_a_reader_has() =>
        Assert.Empty(
            Lines
                .Where(static line => Arguments(line.Line) is null)
                .Where(static line =>
                    line.Line.Split(' ')[0]
                        is not ("dotnet" or "curl" or "cd" or "git" or "rm" or "cp" or "alias" or "export" or "python3")
                )
                .Select(static line => $"{line.Place}: {line.Line}")
        );

    private static ParseResult Parse(string[] arguments) => CommandLine.Create(static _ => 0).Parse(arguments);

    // A verb may be named without what it needs.
    private static bool IsMention(ParseResult line) =>
        line.UnmatchedTokens.Count == 0
        && line.Errors.All(static error => error.Message.Contains("equired", StringComparison.Ordinal));

    private static string Validate(string configuration, string[] sets)
    {
        var outcome = Gs.Run([
            "config",
            "validate",
            configuration,
            .. sets.SelectMany(static set => new[] { "--set", set }),
        ]);
        var faults = outcome
            .Error.Split('\n')
            .Skip(1)
            .Where(static fault =>
                fault.Trim().Length > 0 && !fault.Contains(" does not exist", StringComparison.Ordinal)
            );
        return outcome.ExitCode == 0 ? "" : string.Join("; ", faults);
    }

    private static string[]? Arguments(string line)
    {
        var match = Program().Match(line);
        return match.Success
            ? [.. Words().Matches(line[match.Length..]).Select(static word => word.Value.Trim('"', '\''))]
            : null;
    }

    // a|b stands for either.
    private static IEnumerable<string[]> Alternatives(string[] words) =>
        words.Aggregate(
            (IEnumerable<string[]>)
                [
                    [],
                ],
            static (lines, word) =>
                lines.SelectMany(line => word.Split('|').Select(choice => (string[])[.. line, choice]))
        );

    [GeneratedRegex(@"^(?:GS_\S+=\S+ )*(?:gs|dotnet run --project Host -c Release(?: -p:\S+)? --)(?= |$)")]
    private static partial Regex Program();

    [GeneratedRegex("""("[^"]*"|'[^']*'|\S)+""")]
    private static partial Regex Words();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continued();
}
