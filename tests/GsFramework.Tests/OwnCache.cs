using System.Runtime.CompilerServices;

namespace GsFramework.Tests;

/// <summary>What the product keeps in the user's cache folder goes into one of the tests' own, which is gone after
/// them.</summary>
internal static class OwnCache
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("gs-test-cache-").FullName;

    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
