using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Processes;
using GsFramework.Core.Text;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs.Locking;

namespace GsFramework.Host.Commands;

/// <summary>The program: a command line in, an exit code out.</summary>
internal sealed partial class Application(Terminal terminal, CancellationToken cancellation)
{
    /// <summary>Runs a command line.</summary>
    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(string.IsNullOrWhiteSpace))
        {
            terminal.WriteMessage("error: an argument is empty. Is a variable of the shell not set?");
            return ExitCode.WrongInput;
        }

        if (!HasWorkingDirectory())
        {
            terminal.WriteMessage(
                "error: the working directory no longer exists. Change to a folder that does, and try again."
            );
            return ExitCode.WrongInput;
        }

        var line = CommandLine.Create(verb => Execute(verb, arguments)).Parse(arguments);
        return line.Errors.Count > 0 ? Refuse(line) : Invoke(line);
    }

    // Help and the version are written by the parser itself.
    private int Invoke(ParseResult line)
    {
        try
        {
            return line.Invoke(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (UserException fault)
        {
            terminal.WriteMessage($"error: {fault.Message}");
            return ExitCode.WrongInput;
        }
        catch (InvalidOperationException) when (line.Tokens.Any(static token => token.Type == TokenType.Directive))
        {
            // System.CommandLine 3.0.0 has no answer to '--format=on', and a shell that completes can show no message.
            return ExitCode.Done;
        }
    }

    /// <summary>Runs a verb.</summary>
    internal int Execute(Action<VerbContext> verb, IReadOnlyList<string>? arguments = null)
    {
        using var log = new RunLog(terminal);
        using var stray = new UnhandledExceptions(log, cancellation);
        using var watch = new CallWatch(log.Logger);
        using var context = new VerbContext(terminal, log, arguments ?? [], cancellation);
        try
        {
            verb(context);
            return context.ExitCode;
        }
        catch (Exception fault) when (Loss(fault, context) is { } lost)
        {
            log.Leave();
            log.Logger.Error("{Reason}", lost.Message);
            return ExitCode.WrongInput;
        }
        catch (OperationCanceledException fault) when (cancellation.IsCancellationRequested)
        {
            // Work that is merely stopped says nothing of its own.
            log.Logger.Warning(
                "{Reason}",
                fault.Message == new OperationCanceledException().Message
                    ? "Interrupted. What was finished is kept."
                    : fault.Message
            );
            return ExitCode.Interrupted;
        }
        catch (PluginException fault)
        {
            log.Broken(fault);
            return ExitCode.WrongInput;
        }
        catch (UserException fault)
        {
            log.Logger.Debug(fault, "The user's input is wrong");
            log.Logger.Error("{Reason}", fault.Message);
            return ExitCode.WrongInput;
        }
        catch (Exception fault)
        {
            if (PluginCode.Unexpected(fault) is { } broken)
            {
                log.Broken(broken);
                return ExitCode.WrongInput;
            }

            log.Unexpected(fault);
            return ExitCode.Failed;
        }
    }

    // A verb may notice itself, or be stopped.
    private static RunLostException? Loss(Exception fault, VerbContext context) =>
        fault as RunLostException ?? (fault is OperationCanceledException ? context.Lost : null);

    private int Refuse(ParseResult line)
    {
        foreach (var message in line.Errors.Select(static error => Plain(error.Message)).Distinct())
        {
            terminal.WriteMessage($"error: {message}");
        }

        var command = line.CommandResult.Command;
        var known = command
            .Subcommands.Select(static verb => verb.Name)
            .Concat(command.Options.Select(static option => option.Name));
        if (line.UnmatchedTokens is [var token, ..] && NearestName.Of(token, known) is { } nearest)
        {
            terminal.WriteMessage($"Did you mean '{nearest}'?");
        }

        var path = string.Join(' ', Ancestry(line.CommandResult).Reverse());
        terminal.WriteMessage($"'{path} --help' explains it.");
        return ExitCode.WrongInput;
    }

    private static bool HasWorkingDirectory()
    {
        try
        {
            return Directory.Exists(Environment.CurrentDirectory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The parser speaks of .NET's types.
    private static string Plain(string message) =>
        TypeInMessage().Replace(message, static match => $": expected {Words(match.Groups[1].Value)}.");

    private static string Words(string type) => type is "Double" or "Single" ? "a number" : "a whole number";

    [GeneratedRegex(@" as expected type '[^']*(Int32|Int64|Double|Single)[^']*'+\.?(\]')?.*$")]
    private static partial Regex TypeInMessage();

    private static IEnumerable<string> Ancestry(CommandResult? result)
    {
        for (; result is not null; result = result.Parent as CommandResult)
        {
            yield return result.Command is RootCommand ? ProgramName.Text : result.Command.Name;
        }
    }
}
