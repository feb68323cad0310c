using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs evaluate MODEL CONFIG</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(VerbRunner run)
    {
        var model = CommonOptions.Model();
        var config = CommonOptions.Config();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Score a model on the images of a configuration.")
        {
            model, config, sets, plugins, json,
        };
        command.SetAction(line => run(context => ModelVerbs.Evaluate(
            new EvaluateArguments(
                line.GetRequiredValue(model),
                new ConfigurationArguments(
                    line.GetRequiredValue(config), line.GetRequiredValue(sets), line.GetRequiredValue(plugins)),
                line.GetValue(json)),
            context)));
        return command;
    }
}
