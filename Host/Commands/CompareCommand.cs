using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs compare CONFIG</c>.</summary>
internal static class CompareCommand
{
    public static Command Create(VerbRunner run)
    {
        var config = new Argument<string?>("CONFIG")
        {
            Description = "The configuration that all methods share, with a 'comparison' section.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The comparison's directory; runs/NAME when it is not given.",
        };
        var jobs = new Option<int>("--jobs", "-j")
        {
            HelpName = "N",
            Description = "Runs at a time, each with its share of the cores.",
            DefaultValueFactory = static _ => 1,
            Validators =
            {
                static result =>
                {
                    if (
                        result.Tokens.Count > 0
                        && !(int.TryParse(result.Tokens[0].Value, out var count) && count is >= 1 and <= 256)
                    )
                    {
                        result.AddError("--jobs: expected a number from 1 to 256.");
                    }
                },
            },
        };
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

                CompareVerb.Run(
                    new CompareArguments(
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
                    },
                    context
                );
            })
        );
        return command;
    }
}
