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
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The comparison's directory; runs/NAME when it is not given.",
        };
        var jobs = CommonOptions.Jobs("Runs");
        var launcher = CommonOptions.Launcher();
        var plan = new Option<bool>("--plan")
        {
            Description =
                "Print the runs with their multiply-accumulates, and the time and room on the disk that they would "
                + "take, of which one of each kind is tried. Nothing is begun, and nothing is left behind.",
        };
        var gather = new Option<bool>("--gather")
        {
            Description =
                "Write tables and report of a comparison's folder from the runs that are finished, and say what is "
                + "missing. Nothing is started.",
        };
        var retry = CommonOptions.Retry();
        var list = new Option<bool>("--list")
        {
            Description = "List the methods that are known, with what they change, and do nothing else.",
        };
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var smoke = CommonOptions.Smoke();
        var accept = CommonOptions.AcceptPlugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "compare",
            "Run several methods on the same teacher and images to the same size, and compare them. Run it again to "
                + "continue after an interruption."
        )
        {
            config,
            output,
            jobs,
            launcher,
            plan,
            gather,
            retry,
            list,
            sets,
            plugins,
            accept,
            smoke,
            json,
        };
        command.SetAction(line =>
            run(context =>
            {
                if (line.GetValue(list))
                {
                    CompareVerb.List(context);
                    return;
                }

                var arguments = new CompareArguments(
                    new ConfigurationArguments(
                        line.GetValue(config)
                            ?? throw new UserException("gs compare needs a configuration, or --list."),
                        line.GetRequiredValue(sets),
                        line.GetRequiredValue(plugins)
                    ),
                    line.GetValue(output),
                    line.GetValue(jobs),
                    line.GetValue(smoke),
                    line.GetValue(json)
                )
                {
                    AcceptPlugins = line.GetValue(accept),
                    Launcher = line.GetValue(launcher),
                    Plan = line.GetValue(plan),
                };
                if (line.GetValue(gather))
                {
                    CompareGatherVerb.Run(arguments, line.GetValue(retry), context);
                }
                else
                {
                    CompareVerb.Run(arguments, context);
                }
            })
        );
        return command;
    }
}
