using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs cost MODEL_OR_CONFIG</c>.</summary>
internal static class CostCommand
{
    public static Command Create(VerbRunner run)
    {
        var target = new Argument<string>("MODEL_OR_CONFIG")
        {
            Description = "A model's folder, or a configuration whose generator is meant.",
        };
        var size = new Option<int?>("--size")
        {
            HelpName = "N",
            Description = "Side of the image in pixels; the configuration's, or 256, when it is not given.",
            Validators =
            {
                static result =>
                {
                    if (result.Tokens is [var token] && int.TryParse(token.Value, out var side) && side < 1)
                    {
                        result.AddError($"--size {side}: expected a whole number from 1.");
                    }
                },
            },
        };
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("cost", "Print MACs, parameters and bytes of a model.")
        {
            target,
            size,
            sets,
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
                CostVerb.Run(
                    new CostArguments(
                        line.GetRequiredValue(target),
                        line.GetValue(size),
                        line.GetRequiredValue(sets),
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
