using GsFramework.Core.Composition.Loading;
using GsFramework.Tests.Host;
using Serilog.Core;

namespace Samples.Tests;

/// <summary>The samples as their builds lay them down, for the real catalog and for <c>--plugins</c>.</summary>
internal static class SamplePlugins
{
    public static string Folder => Repository.Path("samples", "artifacts", "plugins");

    public static PluginCatalog Load(string name) =>
        PluginCatalog.Load([PluginSearch.BuiltIn, Path.Combine(Folder, name)], Logger.None);
}
