using System.CommandLine;
using GsFramework.Data;

namespace GsFramework.Host.Commands;

/// <summary><c>gs evaluate MODEL CONFIG</c>.</summary>
internal static class EvaluateCommand
{
    private const string Test = "test";
    private const string Validation = "validation";

    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.ModelOrFile();
        var config = CommonOptions.Config();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var split = new Option<string>("--split")
        {
            HelpName = "SPLIT",
            Description = "The images to score: test or validation.",
            DefaultValueFactory = static _ => Test,
        };
        split.AcceptOnlyFromAmong(Test, Validation);
        var scores = new Option<string?>("--scores")
        {
            HelpName = "FILE",
            Description = "Write the scores of each image to a CSV file, as scores.csv of a run has them.",
        };
        var force = CommonOptions.Force("Overwrite the file of --scores if it exists.");
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Score a model on the images of a configuration, and say how.")
        {
            model,
            config,
            split,
            scores,
            force,
            sets,
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
                EvaluateVerb.Run(
                    new EvaluateArguments(
                        line.GetRequiredValue(model),
                        new ConfigurationArguments(
                            line.GetRequiredValue(config),
                            line.GetRequiredValue(sets),
                            line.GetRequiredValue(plugins)
                        ),
                        line.GetRequiredValue(split) == Test ? Split.Test : Split.Validation,
                        line.GetValue(json)
                    )
                    {
                        Scores = line.GetValue(scores),
                        Force = line.GetValue(force),
                    },
                    context
                )
            )
        );
        return command;
    }
}
