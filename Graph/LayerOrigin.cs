using System.Reflection;

namespace GsFramework.Graph;

/// <summary>The assembly that has a kind of layer, as <c>graph.json</c> notes it for kinds that are not the framework's
/// own.</summary>
/// <param name="Plugin">The assembly's name, which is the plugin's.</param>
/// <param name="Version">The version that its author gave it, without what a build added.</param>
internal sealed record LayerOrigin(string Plugin, string Version)
{
    /// <summary>The origin of a layer, or null for one of this assembly.</summary>
    public static LayerOrigin? Of(Type layer)
    {
        var assembly = layer.Assembly;
        if (assembly == typeof(LayerOrigin).Assembly)
        {
            return null;
        }

        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? $"{assembly.GetName().Version}";
        return new LayerOrigin(assembly.GetName().Name ?? "", version.Split('+')[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Plugin} {Version}";
}
