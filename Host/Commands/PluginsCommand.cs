using System.CommandLine;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Text;

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
                    context.Terminal.Output.Write(PluginJson.Write(catalog, catalog.Parts, catalog.Plugins));
                }
                else
                {
                    PluginText.WriteList(catalog, context.Terminal.Output);
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
        var name = new Argument<string>("NAME") { Description = "A plugin, or one of its parts." };
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
                var parts = Named(catalog, line.GetRequiredValue(name));
                if (line.GetValue(json))
                {
                    context.Terminal.Output.Write(
                        PluginJson.Write(catalog, parts, parts.Select(static part => part.Plugin).Distinct())
                    );
                }
                else
                {
                    PluginText.WriteParts(parts, context.Terminal.Output);
                }
            })
        );
        return command;
    }

    private static List<CatalogPart> Named(PluginCatalog catalog, string name)
    {
        bool Is(string other) => other.Equals(name, StringComparison.OrdinalIgnoreCase);
        var parts = catalog.Parts.Where(part => Is(part.Plugin.Name) || Is(part.Metadata.Key)).ToList();
        if (parts.Count > 0)
        {
            return parts;
        }

        if (catalog.Faults.FirstOrDefault(fault => Is(fault.Plugin)) is { } refused)
        {
            throw new UserException(refused.ToString());
        }

        if (catalog.Plugins.Any(plugin => Is(plugin.Name)))
        {
            throw new UserException($"Plugin {name} has no parts.");
        }

        var names = catalog
            .Plugins.Select(static plugin => plugin.Name)
            .Concat(catalog.Parts.Select(static part => part.Metadata.Key))
            .Distinct();
        throw new UserException(
            $"There is no plugin and no part '{name}'{NearestName.Advice(name, [.. names])}{catalog.PerhapsRefused}. "
                + $"Those of other folders are found with --plugins DIR."
        );
    }
}
