using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs sweep CONFIG</c>.</summary>
internal static class SweepCommand
{
    public static Command Create(VerbRunner run)
    {
        var config = new Argument<string>("CONFIG")
        {
            Description =
                "The configuration that all trials share, with a 'sweep' section; with --gather the folder of a sweep.",
        };
        var options = new PlannedOptions(
            "sweep",
            "Trials",
            "Print the trials with the time and room on the disk that they would take to their ends, of which the "
                + "base configuration is tried. Nothing is begun, and nothing is left behind.",
            "Write table and report of a sweep's folder from the trials so far, and say what is left. Nothing is "
                + "started."
        );
        var command = new Command(
            "sweep",
            "Search the settings of a compression: run trials with other values of chosen keys, stop poor ones, and "
                + "say which are best on validation images. Run it again to continue after an interruption."
        )
        {
            config,
        };
        options.AddTo(command);
        command.SetAction(line =>
            run(context =>
                options.Run(
                    line,
                    line.GetRequiredValue(config),
                    arguments => SweepVerb.Run(arguments, context),
                    (arguments, retry) => SweepGatherVerb.Run(arguments, retry, context)
                )
            )
        );
        return command;
    }
}
