using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary>The verbs that train from a configuration into a run directory.</summary>
internal static class TrainingCommand
{
    /// <summary><c>gs compress CONFIG</c>.</summary>
    public static Command Compress(VerbRunner run) =>
        Create(
            "compress",
            "Compress a trained generator: slim, extract, fine-tune, evaluate, report.",
            (arguments, context) =>
            {
                if (arguments.Plan)
                {
                    PlanVerb.Compress(arguments, context);
                }
                else
                {
                    Verbs.Compress(arguments, context);
                }
            },
            run,
            CommonOptions.Plan()
        );

    /// <summary><c>gs teacher CONFIG</c>.</summary>
    public static Command Teacher(VerbRunner run) =>
        Create(
            "teacher",
            "Train a dense teacher from images by CycleGAN, CartoonGAN or pix2pix (teacher.method).",
            Verbs.Teacher,
            run
        );

    private static Command Create(
        string name,
        string description,
        Action<RunArguments, VerbContext> verb,
        VerbRunner run,
        Option<bool>? plan = null
    )
    {
        var config = CommonOptions.Config();
        var output = CommonOptions.Out();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var smoke = CommonOptions.Smoke();
        var json = CommonOptions.Json();
        var command = new Command(name, description) { config, output, sets, plugins, smoke, json };
        if (plan is not null)
        {
            command.Add(plan);
        }

        command.SetAction(line =>
            run(context =>
                verb(
                    new RunArguments(
                        new ConfigurationArguments(
                            line.GetRequiredValue(config),
                            line.GetRequiredValue(sets),
                            line.GetRequiredValue(plugins)
                        ),
                        line.GetValue(output),
                        line.GetValue(smoke),
                        line.GetValue(json)
                    )
                    {
                        Plan = plan is not null && line.GetValue(plan),
                    },
                    context
                )
            )
        );
        return command;
    }
}
