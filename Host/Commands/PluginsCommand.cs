using System.CommandLine;
using GsFramework.Host.Composition;

namespace GsFramework.Host.Commands;

/// <summary><c>gs plugins list | show NAME</c>. Neither constructs a part.</summary>
internal static class PluginsCommand
{
    public static Command Create(VerbRunner run) => new("plugins", "List plugins, their parts and the options of these.")
    {
        List(run),
        Show(run),
    };

    private static Command List(VerbRunner run)
    {
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("list", "List all plugins and their parts.") { plugins, json };
        command.SetAction(line => run(context =>
        {
            using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
            if (line.GetValue(json))
            {
                context.Terminal.Output.Write(PluginJson.Write(catalog.Parts, catalog.Plugins));
            }
            else
            {
                PluginText.WriteList(catalog, context.Terminal.Output);
            }
        }));
        return command;
    }

    private static Command Show(VerbRunner run)
    {
        var name = new Argument<string>("NAME") { Description = "A plugin, or one of its parts." };
        var plugins = CommonOptions.Plugins();
        var json = CommonOptions.Json();
        var command = new Command("show", "Show the options of a plugin's parts: types, defaults, limits and meaning.")
        {
            name, plugins, json,
        };
        command.SetAction(line => run(context =>
        {
            using var catalog = context.LoadPlugins(line.GetRequiredValue(plugins));
            var parts = Named(catalog, line.GetRequiredValue(name));
            if (line.GetValue(json))
            {
                context.Terminal.Output.Write(PluginJson.Write(parts, parts.Select(static part => part.Plugin).Distinct()));
            }
            else
            {
                PluginText.WriteParts(parts, context.Terminal.Output);
            }
        }));
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

        if (catalog.Plugins.Any(plugin => Is(plugin.Name)))
        {
            throw new UserException($"Plugin {name} has no parts.");
        }

        var names = catalog.Plugins.Select(static plugin => plugin.Name)
            .Concat(catalog.Parts.Select(static part => part.Metadata.Key))
            .Distinct();
        throw new UserException($"There is no plugin and no part '{name}'{NearestName.Advice(name, [.. names])}.");
    }
}
