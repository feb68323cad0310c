using System.Reflection;

namespace GsFramework.Core.Composition.Assemblies;

/// <summary>A loaded plugin.</summary>
/// <param name="Name">The name of its folder and of its main assembly.</param>
/// <param name="Version">The version that its author gave it.</param>
/// <param name="Path">Its main assembly's file.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of that file.</param>
/// <param name="Assembly">Its main assembly.</param>
internal sealed record Plugin(string Name, string Version, string Path, string Sha256, Assembly Assembly)
{
    /// <summary>Who named the folder where it was found.</summary>
    public PluginSource Source { get; init; }

    /// <summary>Its folder.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>True for the parts of the program itself, which are registered in the same way.</summary>
    public bool IsHost => Assembly == typeof(Plugin).Assembly;
}
