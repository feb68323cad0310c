namespace GsFramework.DataSets;

/// <summary>The frame of a fetch program: arguments, a finished set that is kept, a new one that appears as a
/// whole.</summary>
public static class FetchProgram
{
    /// <summary>Makes a set unless it is there, and returns the exit code: 0 done, 1 failed.</summary>
    /// <param name="name">The set's folder under the data folder; another size than the usual stands behind it.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="largestPatch">Largest image side of the set; 0 when it has but one size.</param>
    /// <param name="make">Fills a new, empty folder. When it throws, nothing is left behind.</param>
    public static int Run(
        string name,
        IReadOnlyList<string> arguments,
        int largestPatch,
        Action<FetchOptions, string> make
    )
    {
        ArgumentNullException.ThrowIfNull(make);
        try
        {
            var options = FetchOptions.Parse(arguments, DefaultDataFolder(), largestPatch);
            var target = Path.Combine(
                options.DataFolder,
                options.Patch == FetchOptions.UsualPatch ? name : $"{name}-{options.Patch}"
            );
            if (Directory.Exists(target) && !options.Force)
            {
                Console.WriteLine($"{target} is there already. Use --force to make it again.");
                return 0;
            }

            NewFolder.Make(target, folder => make(options, folder));
            Console.WriteLine($"{target} is ready.");
            return 0;
        }
        catch (FetchException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The set cannot be written: {fault.Message}");
            return 1;
        }
    }

    // A program of one file knows its folder, eng/; the data lies beside it.
    private static string DefaultDataFolder() =>
        AppContext.GetData("EntryPointFileDirectoryPath") is string folder
            ? Path.GetFullPath(Path.Combine(folder, "..", "data"))
            : Path.GetFullPath("data");
}
