using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs resume RUN_DIR</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("RUN_DIR") { Description = "The directory of a run that was interrupted." };
        var plugins = CommonOptions.Plugins();
        var accept = CommonOptions.AcceptPlugins();
        var json = CommonOptions.Json();
        var command = new Command("resume", "Continue a run from its last checkpoint.") { directory, plugins, accept, json };
        command.SetAction(line => run(context => Verbs.Resume(
            new ResumeArguments(line.GetRequiredValue(directory), line.GetRequiredValue(plugins), line.GetValue(accept), line.GetValue(json)), context)));
        return command;
    }
}
