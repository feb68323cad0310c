using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs commands</c>, which makes <c>docs/commands.md</c>. Hidden, since <c>--help</c> tells a user the
/// same.</summary>
internal static class CommandsCommand
{
    public static Command Create(VerbRunner run)
    {
        var output = TextOutput.Option();
        var command = new Command("commands", "Write a page of every command in Markdown.") { output };
        command.Hidden = true;
        command.SetAction(line =>
            run(context =>
                TextOutput.Write(
                    context,
                    line.GetValue(output),
                    new CommandReferenceWriter(CommandLine.Create(run)).Write()
                )
            )
        );
        return command;
    }
}
