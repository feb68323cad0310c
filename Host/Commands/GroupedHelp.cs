using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GsFramework.Core.Processes;
using GsFramework.Core.Text;

namespace GsFramework.Host.Commands;

/// <summary>What <c>--help</c> prints: of the program its verbs in groups and the exit codes, of a verb what the parser
/// knows, and an example.</summary>
internal sealed class GroupedHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _ofVerb = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Gives a program this help.</summary>
    public static void Use(RootCommand program)
    {
        foreach (var help in program.Options.OfType<HelpOption>())
        {
            help.Action = new GroupedHelp();
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        if (command is RootCommand program)
        {
            Write(program, output);
            return ExitCode.Done;
        }

        var code = _ofVerb.Invoke(parseResult);
        if (CommandGroups.Example(command) is { } example)
        {
            output.WriteLine($"Example:\n  {ProgramName.Text} {example}\n");
        }

        return code;
    }

    private void Write(RootCommand program, TextWriter output)
    {
        output.WriteLine($"{program.Description}\n\nUsage:\n  {ProgramName.Text} COMMAND [options]");
        var room = program.Subcommands.Where(static verb => !verb.Hidden).Max(static verb => verb.Name.Length) + 4;
        foreach (var (title, verbs) in CommandGroups.Of(program))
        {
            output.WriteLine($"\n{title}:");
            foreach (var verb in verbs)
            {
                Row(verb.Name, Short(verb.Description!));
            }
        }

        output.WriteLine("\nOptions:");
        foreach (var option in program.Options.Where(static option => !option.Hidden))
        {
            Row(option.Name, option.Description!);
        }

        output.WriteLine("\nExit codes:");
        foreach (var (code, meaning) in ExitCode.Meanings)
        {
            Row($"{code}", meaning);
        }

        var example = CommandGroups.Example(program.Subcommands.First(static verb => verb.Name == "compress"));
        output.WriteLine(
            $"""

            Example:
              {ProgramName.Text} {example}

            '{ProgramName.Text} COMMAND --help' explains a command.
            """
        );

        void Row(string name, string text)
        {
            var width = Math.Max(2 * room, _ofVerb.MaxWidth);
            foreach (var line in WordWrap.Lines($"  {name.PadRight(room - 2)}{text}", width, room))
            {
                output.WriteLine(line);
            }
        }
    }

    // The first sentence; its own help has all of them.
    private static string Short(string description) =>
        description.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? description[..(end + 1)] : description;
}
