using System.CommandLine;
using System.Reflection;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Commands;

/// <summary><c>gs completion SHELL</c>. The scripts ask the program itself, by the parser's directive
/// <c>[suggest]</c>.</summary>
internal static class CompletionCommand
{
    private static readonly string[] _shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create(VerbRunner run)
    {
        var shell = new Argument<string>("SHELL") { Description = $"The shell: {string.Join(", ", _shells)}." };
        shell.CompletionSources.Add(_shells);
        var command = new Command(
            "completion",
            "Print a script that lets a shell complete verbs, options and their values."
        )
        {
            shell,
        };
        command.SetAction(line => run(context => context.Terminal.Output.Write(Script(line.GetRequiredValue(shell)))));
        return command;
    }

    private static string Script(string shell)
    {
        if (!_shells.Contains(shell))
        {
            throw new UserException($"There is no completion for '{shell}'. Give one of {string.Join(", ", _shells)}.");
        }

        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
