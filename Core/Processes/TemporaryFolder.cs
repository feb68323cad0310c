namespace GsFramework.Core.Processes;

/// <summary>Folders for files that are gone when the program ends.</summary>
internal static class TemporaryFolder
{
    /// <summary>Makes a new one.</summary>
    /// <param name="prefix">How its name begins.</param>
    /// <exception cref="UserException">The system's folder for temporary files is missing or cannot be
    /// written.</exception>
    public static DirectoryInfo Create(string prefix)
    {
        var place = Path.GetTempPath();
        if (!Directory.Exists(place))
        {
            throw new UserException(Text(place, "it does not exist."));
        }

        try
        {
            return Directory.CreateTempSubdirectory(prefix);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(Text(place, fault.Message), fault);
        }
    }

    private static string Text(string place, string reason) =>
        $"The folder for temporary files, '{place}', cannot be used: {reason} Name another one with TMPDIR.";
}
