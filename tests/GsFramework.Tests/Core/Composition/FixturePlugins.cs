using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Loading;
using GsFramework.Tests.Host;
using Serilog;
using Serilog.Core;

namespace GsFramework.Tests.Core.Composition;

/// <summary>The plugins of tests/Fixtures, as they lie beside the tests.</summary>
internal static class FixturePlugins
{
    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures", $"Fixture.{name}");

    public static PluginCatalog Load(params string[] names) => PluginCatalog.Load(names.Select(Folder), Logger.None);

    public static PluginCatalog Load(ILogger log, params string[] folders) => PluginCatalog.Load(folders, log);

    /// <summary>The only fault of some folders.</summary>
    public static PluginFault FaultOf(params string[] folders)
    {
        using var catalog = PluginCatalog.Load(folders, Logger.None);
        return Assert.Single(catalog.Faults);
    }

    /// <summary>A copy of a fixture to be damaged; its folder bears the plugin's name, as it must.</summary>
    public static string CopyInto(Folder folder, string name)
    {
        var copy = Directory.CreateDirectory(folder[$"Fixture.{name}"]).FullName;
        foreach (var file in Directory.GetFiles(Folder(name)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>A copy of the plugin that goes wrong while it is loaded.</summary>
    public static string Faulty(Folder folder, string fault)
    {
        var copy = CopyInto(folder, "Faulty");
        File.WriteAllText(Path.Combine(copy, "fault.txt"), fault);
        return copy;
    }

    /// <summary>Puts another build of an assembly in its place. The file is a new one: the old one may be in
    /// use.</summary>
    public static void Rebuild(string assembly)
    {
        var bytes = File.ReadAllBytes(assembly);
        File.Delete(assembly);
        File.WriteAllBytes(assembly, [.. bytes, 0]);
    }
}
