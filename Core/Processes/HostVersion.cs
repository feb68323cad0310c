using System.Reflection;

namespace GsFramework.Core.Processes;

/// <summary>The version of this program.</summary>
internal static class HostVersion
{
    /// <summary>With the commit where the build knew it.</summary>
    public static string Text { get; } = Of(typeof(HostVersion).Assembly);

    private static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? $"{assembly.GetName().Version}";
}
