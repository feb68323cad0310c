using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs verify RUN_DIR</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(VerbRunner run)
    {
        var directory = new Argument<string>("RUN_DIR")
        {
            Description = "The directory of a run, finished or interrupted. Nothing is written there.",
        };
        var steps = new Option<int?>("--steps")
        {
            HelpName = "N",
            Description = "Replay only the first N steps of its first training; all of the run when it is not given.",
            Validators = { CommonOptions.NotBelow(1) },
        };
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "verify",
            "Replay a run from its record, and say where it first differs and whether the arithmetic explains it."
        )
        {
            directory,
            steps,
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
                VerifyVerb.Run(
                    new VerifyArguments(
                        line.GetRequiredValue(directory),
                        line.GetValue(steps),
                        line.GetRequiredValue(plugins),
                        line.GetValue(json)
                    ),
                    context
                )
            )
        );
        return command;
    }
}
