using System.CommandLine;

namespace GsFramework.Host.Commands;

/// <summary><c>gs config validate</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(VerbRunner run) => new("config", "Write, check and describe configurations.")
    {
        Validate(run),
    };

    private static Command Validate(VerbRunner run)
    {
        var config = CommonOptions.Config();
        var sets = CommonOptions.Set();
        var plugins = CommonOptions.Plugins();
        var command = new Command("validate", "Check a configuration and list all its faults.") { config, sets, plugins };
        command.SetAction(line => run(context =>
        {
            var arguments = new ConfigurationArguments(
                line.GetRequiredValue(config), line.GetRequiredValue(sets), line.GetRequiredValue(plugins));
            context.Load(arguments).Catalog.Dispose();
            context.Terminal.Output.WriteLine($"{arguments.Config} is valid.");
        }));
        return command;
    }
}
