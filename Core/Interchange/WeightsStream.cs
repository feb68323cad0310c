using GsFramework.Parts;

namespace GsFramework.Core.Interchange;

/// <summary>Opens weight files and explains what can go wrong with any of them.</summary>
internal static class WeightsStream
{
    /// <summary>What to do about a file that is damaged.</summary>
    public const string CopyAgain = "Copy or download it again.";

    /// <summary>Reads an existing file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads it from its beginning.</param>
    /// <exception cref="UserException">It is missing, or cannot be read.</exception>
    public static WeightsFile Read(string path, Func<Stream, WeightsFile> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return read(file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"There is no weight file '{path}'. Check the path.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            // .NET says the same of a folder as of a file without permission.
            throw new UserException(
                Directory.Exists(path)
                    ? $"'{path}' is a folder, but a weight file is expected. Name the file in it."
                    : $"'{path}' must not be read. Change its permissions.",
                fault
            );
        }
        catch (EndOfStreamException fault)
        {
            throw new UserException($"'{path}' became shorter while it was read. {CopyAgain}", fault);
        }
        catch (IOException fault)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }
}
