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
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The sweep's directory; runs/NAME when it is not given.",
        };
        var jobs = CommonOptions.Jobs("Trials");
        var launcher = CommonOptions.Launcher();
        var plan = new Option<bool>("--plan")
        {
            Description =
                "Print the trials with the time and room on the disk that they would take to their ends, of which the "
                + "base configuration is tried. Nothing is begun, and nothing is left behind.",
        };
        var gather = new Option<bool>("--gather")
        {
            Description =
                "Write table and report of a sweep's folder from the trials so far, and say what is left. Nothing is "
                + "started.",
        };
        var retry = CommonOptions.Retry();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var smoke = CommonOptions.Smoke();
        var accept = CommonOptions.AcceptPlugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "sweep",
            "Search the settings of a compression: run trials with other values of chosen keys, stop poor ones, and "
                + "say which are best on validation images. Run it again to continue after an interruption."
        )
        {
            config,
            output,
            jobs,
            launcher,
            plan,
            gather,
            retry,
            sets,
            plugins,
            accept,
            smoke,
            json,
        };
        command.SetAction(line =>
            run(context =>
            {
                var arguments = new SweepArguments(
                    new ConfigurationArguments(
                        line.GetRequiredValue(config),
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
                    SweepGatherVerb.Run(arguments, line.GetValue(retry), context);
                }
                else
                {
                    SweepVerb.Run(arguments, context);
                }
            })
        );
        return command;
    }
}
