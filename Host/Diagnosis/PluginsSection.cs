using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace GsFramework.Host.Diagnosis;

/// <summary>A plugin that was loaded.</summary>
internal sealed record FoundPlugin(string Name, string Version, PluginSource Source, string Folder, int Parts);

/// <summary>Where plugins are looked for, and which load.</summary>
internal sealed record PluginsSection(
    IReadOnlyList<string> Folders,
    IReadOnlyList<FoundPlugin> Loaded,
    IReadOnlyList<Finding> Findings
)
{
    /// <summary>Loads all plugins, as other commands do.</summary>
    /// <param name="given">Folders of the command line.</param>
    public static PluginsSection Probe(IReadOnlyList<string> given)
    {
        var (folders, missing) = Search(given);
        var odd = new Warnings();
        using var log = new LoggerConfiguration().WriteTo.Sink(odd).CreateLogger();
        using var catalog = PluginCatalog.Load(folders, log);
        FoundPlugin[] loaded =
        [
            .. catalog
                .Plugins.Where(static plugin => !plugin.IsHost)
                .Select(plugin => new FoundPlugin(
                    plugin.Name,
                    plugin.Version,
                    plugin.Source,
                    plugin.Folder,
                    catalog.Parts.Count(part => part.Plugin == plugin)
                )),
        ];
        return new PluginsSection(
            [.. folders.Select(static folder => folder.Path)],
            loaded,
            [.. missing, .. Judge(catalog, odd, missing.Count)]
        );
    }

    // One that is missing must not hide what is wrong in the others.
    private static (IReadOnlyList<PluginFolder> Folders, IReadOnlyList<Finding> Missing) Search(
        IReadOnlyList<string> given
    )
    {
        var (folders, missing) = (new List<PluginFolder>(), new List<Finding>());
        foreach (var some in given.Select(static folder => new[] { folder }).Prepend([]))
        {
            try
            {
                folders.AddRange(
                    PluginSearch.Folders([], some).Where(found => folders.All(known => known.Path != found.Path))
                );
            }
            catch (UserException fault)
            {
                var sentences = fault.Message.Split(". ", 2);
                missing.Add(Finding.Fault(sentences[0] + ".", sentences[^1]));
            }
        }

        return (folders, missing);
    }

    private static IEnumerable<Finding> Judge(PluginCatalog catalog, Warnings odd, int missing)
    {
        foreach (var fault in catalog.Faults)
        {
            yield return Finding.Fault(
                $"Plugin {fault.Plugin} ({fault.Path}), {fault.Phase}: {fault.Reason}",
                fault.Remedy
            );
        }

        foreach (var text in odd.Texts)
        {
            yield return Finding.Warning($"{text}.", "Build the plugin as docs/plugins.md says.");
        }

        if (!catalog.Plugins.Any(static plugin => !plugin.IsHost))
        {
            yield return Finding.Fault(
                "No plugin loads: there is nothing to compress with.",
                "Build the whole solution, or copy plugins/ with the program."
            );
        }
        else if (catalog.Faults.Count + missing == 0)
        {
            yield return Finding.Ok("All plugins load.");
        }
    }

    private sealed class Warnings : ILogEventSink
    {
        public List<string> Texts { get; } = [];

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level >= LogEventLevel.Warning)
            {
                Texts.Add(
                    logEvent
                        .RenderMessage(System.Globalization.CultureInfo.InvariantCulture)
                        .Replace("\"", "", StringComparison.Ordinal)
                );
            }
        }
    }
}
