namespace GsFramework.Core.Interchange;

/// <summary>What a user has is not replaced unasked.</summary>
internal static class Overwriting
{
    private const int MostNames = 5;

    /// <summary>Tests that no file is there yet.</summary>
    /// <param name="paths">What is to be written.</param>
    /// <param name="force">True when the user allows to overwrite.</param>
    /// <exception cref="UserException">One is there, or a device is.</exception>
    public static void Check(IReadOnlyCollection<string> paths, bool force)
    {
        foreach (var path in paths)
        {
            AtomicFile.RefuseDevice(path);
        }

        string[] there = force ? [] : [.. paths.Where(File.Exists)];
        if (there.Length > 0)
        {
            var more = there.Length > MostNames ? $" and {there.Length - MostNames} more" : "";
            throw new UserException(
                (
                    there.Length == 1
                        ? $"'{there[0]}' exists already and is left as it is."
                        : $"{there.Length} of {paths.Count} files exist already and are left as they are: "
                            + $"{string.Join(", ", there.Take(MostNames))}{more}."
                ) + " Nothing was written. Give another name or folder, or overwrite with --force."
            );
        }
    }
}
