namespace GsFramework.Core.Composition.Assemblies;

/// <summary>Who named the folder in which a plugin was found.</summary>
internal enum PluginSource
{
    /// <summary>Nobody: it is <c>plugins/</c> beside the program.</summary>
    BuiltIn,

    /// <summary><c>plugins.folders</c> of the configuration.</summary>
    Configuration,

    /// <summary>The variable <c>GS_PLUGINS</c>.</summary>
    Environment,

    /// <summary><c>--plugins</c>.</summary>
    CommandLine,
}

/// <summary>A folder that is searched for plugins.</summary>
internal sealed record PluginFolder(string Path, PluginSource Source);

/// <summary>A folder that is to hold one plugin.</summary>
/// <param name="Folder">The folder, without links in its path; its name is the plugin's.</param>
/// <param name="Source">Who named it.</param>
internal sealed record PluginPlace(string Folder, PluginSource Source)
{
    /// <summary>The plugin's name.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The file of its main assembly, whether it exists or not.</summary>
    public string MainAssembly => Path.Combine(Folder, Name + ".dll");
}
