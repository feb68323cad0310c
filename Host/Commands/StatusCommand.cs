using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs status DIR</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("DIR") { Description = "The folder of a comparison or a sweep." };
        var watch = new Option<bool>("--watch")
        {
            Description = "Show it again every five seconds, until all runs have ended.",
        };
        var json = CommonOptions.Json();
        var command = new Command(
            "status",
            "Show what is waiting, running, finished and failed of a comparison or a sweep, wherever its runs are."
        )
        {
            directory,
            watch,
            json,
        };
        command.SetAction(line =>
            run(context =>
                StatusVerb.Run(line.GetRequiredValue(directory), line.GetValue(watch), line.GetValue(json), context)
            )
        );
        return command;
    }
}
