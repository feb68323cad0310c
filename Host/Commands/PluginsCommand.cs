using System.CommandLine;
using GsFramework.Core.Composition.Loading;

namespace GsFramework.Host.Commands;

/// <summary><c>gs plugins list | show NAME</c>. Neither constructs a part.</summary>
internal static class PluginsCommand
{
    private const string Trust =
        "Plugins run with full trust, as the program does: there is no sandbox. Load only those that you would run "
        + "as programs.";

    public static Command Create(VerbRunner run) =>
        new("plugins", $"List plugins, their parts and the options of these. {Trust}")
        {
            List(run),
            Show(run),
            PluginLockCommand.Create(run),
        };

    private static Command List(VerbRunner run)
    {
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command(
            "list",
            $"List all plugins and their parts, and those that cannot be loaded, with the reason. {Trust}"
        )
        {
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
            {
                using var catalog = PluginCatalog.Load(
                    PluginSearch.Folders([], line.GetRequiredValue(plugins)),
                    context.Log
                );
                if (line.GetValue(json))
                {
                    context.Terminal.Output.Write(PluginJson.Write(PluginContents.All(catalog), catalog.Faults));
                }
                else
                {
                    PluginText.WriteList(PluginContents.All(catalog), catalog.Faults, context.Terminal);
                }

                if (catalog.Faults.Count > 0)
                {
                    throw new UserException(
                        $"{string.Join(", ", catalog.Faults.Select(static fault => fault.Plugin).Distinct())} cannot "
                            + $"be used in whole; the list tells why. All others can."
                    );
                }
            })
        );
        return command;
    }

    private static Command Show(VerbRunner run)
    {
        var name = new Argument<string>("NAME")
        {
            Description = "A plugin, one of its parts, or one of its layer kinds.",
        };
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("show", "Show the options of a plugin's parts: types, defaults, limits and meaning.")
        {
            name,
            plugins,
            json,
        };
        command.SetAction(line =>
            run(context =>
            {
                using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
                var named = PluginContents.Named(catalog, line.GetRequiredValue(name));
                if (line.GetValue(json))
                {
                    context.Terminal.Output.Write(PluginJson.Write(named, catalog.Faults));
                }
                else
                {
                    PluginText.WriteOptions(named, context.Terminal);
                }
            })
        );
        return command;
    }
}
