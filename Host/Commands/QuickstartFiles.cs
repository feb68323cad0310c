namespace GsFramework.Host.Commands;

/// <summary>What the quickstart works on: a configuration, a teacher and images.</summary>
internal static class QuickstartFiles
{
    /// <summary>The configuration, in the folder of the files.</summary>
    public const string Configuration = "configs/quickstart.json";

    // Of a repository. The folder beside an installed program has nothing else: eng/Tool.targets.
    private static readonly string[] _paths =
    [
        Configuration,
        "configs/gsframework.schema.json",
        "assets/emoji-ink",
        "assets/teachers/ink/generator",
        "assets/teachers/ink/discriminator",
        "LICENSE",
        "NOTICE",
    ];

    /// <summary>Makes a folder with a copy of the files. One that has them is left as it is.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="program">The folder of the program.</param>
    /// <exception cref="UserException">The folder is another's, or cannot be made.</exception>
    public static void Provide(string folder, string program)
    {
        if (File.Exists(Path.Combine(folder, Configuration)))
        {
            return;
        }

        if (Path.Exists(folder))
        {
            throw new UserException(
                $"'{folder}' is there already, but has no {Configuration}, so it is not the quickstart's. Move it "
                    + $"away, or work in another folder."
            );
        }

        var source = Find(program);
        try
        {
            // Under its name only when it is whole.
            var unfinished = $"{folder}.{Environment.ProcessId}.tmp";
            Copy(source, unfinished);
            Directory.Move(unfinished, folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"'{folder}' cannot be made: {fault.Message} Work in a folder that you may write to.",
                fault
            );
        }
    }

    /// <summary>The files that are copied, in the folder of the files.</summary>
    internal static IEnumerable<string> List(string source) =>
        from path in _paths
        let full = Path.Combine(source, path)
        from file in Directory.Exists(full) ? Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories) : [full]
        select Path.GetRelativePath(source, file);

    /// <summary>Where the files are: beside an installed program, or in the repository in which it was built.</summary>
    /// <exception cref="UserException">Nowhere.</exception>
    internal static string Find(string program)
    {
        var places = new List<string> { Path.Combine(program, "quickstart") };
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            places.Add(folder.FullName);
        }

        return places.Find(static place => _paths.All(path => Path.Exists(Path.Combine(place, path))))
            ?? throw new UserException(
                $"The files of the quickstart are neither in '{places[0]}' nor in a folder above it. Install the "
                    + $"program again, or start it in the repository in which it was built."
            );
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in List(source))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(source, file), copy);
        }
    }
}
