using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compare CONFIG</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(VerbRunner run)
    {
        var config = new Argument<string?>("CONFIG")
        {
            Description =
                "The configuration that all methods share, with a 'comparison' section; with --gather the folder of a "
                + "comparison.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var options = new PlannedOptions(
            "comparison",
            "Runs",
            "Print the runs with their multiply-accumulates, and the time and room on the disk that they would "
                + "take, of which one of each kind is tried. Nothing is begun, and nothing is left behind.",
            "Write tables and report of a comparison's folder from the runs that are finished, and say what is "
                + "missing. Nothing is started."
        );
        var list = new Option<bool>("--list")
        {
            Description = "List the methods that are known, with what they change, and do nothing else.",
        };
        var command = new Command(
            "compare",
            "Run several methods on the same teacher and images to the same size, and compare them. Run it again to "
                + "continue after an interruption."
        )
        {
            config,
            list,
        };
        options.AddTo(command);
        command.SetAction(line =>
            run(context =>
            {
                if (line.GetValue(list))
                {
                    CompareVerb.List(context);
                    return;
                }

                options.Run(
                    line,
                    line.GetValue(config) ?? throw new UserException("gs compare needs a configuration, or --list."),
                    arguments => CompareVerb.Run(arguments, context),
                    (arguments, retry) => CompareGatherVerb.Run(arguments, retry, context)
                );
            })
        );
        return command;
    }
}
