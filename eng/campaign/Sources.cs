namespace GsFramework.Campaign;

/// <summary>The sources that this program was built of.</summary>
internal static class Sources
{
    private static readonly Lazy<string> _root = new(static () =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GsFramework.sln")))
            {
                return folder.FullName;
            }
        }

        throw new UserException("The campaign runs from the folder of its sources: it reads fixtures of the tests.");
    });

    /// <summary>The path of a file or folder.</summary>
    /// <param name="name">Relative to the root.</param>
    public static string Path(string name) => System.IO.Path.Combine(_root.Value, name);
}
