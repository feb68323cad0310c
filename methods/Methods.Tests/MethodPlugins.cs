using GsFramework.Tests.Host;

namespace Methods.Tests;

/// <summary>The methods as their builds lay them down.</summary>
internal static class MethodPlugins
{
    public static string Folder => Repository.Path("methods", "artifacts", "plugins");
}
