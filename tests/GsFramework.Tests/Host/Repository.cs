namespace GsFramework.Tests.Host;

/// <summary>Where the files of the repository are, seen from the folder that the tests run in.</summary>
internal static class Repository
{
    public static string Path(params string[] names)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "GsFramework.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar))
                ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return System.IO.Path.Combine([folder, .. names]);
    }
}
