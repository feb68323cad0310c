using GsFramework.Core.Composition.Loading;
using Serilog.Core;

namespace GsFramework.Tests.Docs;

/// <summary>The plugins of docs/plugins, as they lie beside the tests, and the built-in ones.</summary>
internal static class DocumentedPlugins
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "documented");

    public static PluginCatalog Load() => PluginCatalog.Load([PluginSearch.BuiltIn, Folder], Logger.None);
}
