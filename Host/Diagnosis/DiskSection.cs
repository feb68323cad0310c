namespace GsFramework.Host.Diagnosis;

/// <summary>The working directory, into which runs are written.</summary>
/// <param name="FreeBytes">Of its disk, for this user; null where it is not known.</param>
/// <param name="Writable">True when a file could be written and read again.</param>
/// <param name="Findings">What was found.</param>
internal sealed record DiskSection(long? FreeBytes, bool Writable, IReadOnlyList<Finding> Findings)
{
    private const long Hardly = 100L << 20;
    private const long Tight = 2L << 30;

    public static DiskSection Probe(string folder)
    {
        var (free, fault) = (Free(folder), Write(folder));
        return new DiskSection(free, fault is null, [Judge(free, fault), .. Temporary()]);
    }

    /// <summary>Judges what was measured.</summary>
    internal static Finding Judge(long? free, string? fault) =>
        (free, fault) switch
        {
            ( < Hardly, not null) => Finding.Fault(
                $"The disk of the working directory is full: {free >> 20} MB are free, and a small file cannot be "
                    + $"written.",
                "Free some GB: a run keeps checkpoints, pictures and files."
            ),
            (_, { } reason) => Finding.Fault(
                $"The working directory cannot be written: {reason}",
                "Work in a folder that is yours, or name one with --out."
            ),
            (null, _) => Finding.Warning(
                "How much of the disk is free is not known.",
                "See to it that there are a few GB."
            ),
            ( < Hardly, _) => Finding.Fault(
                $"{free >> 20} MB are free in the working directory.",
                "Free some GB: a run keeps checkpoints, pictures and files."
            ),
            ( < Tight, _) => Finding.Warning(
                $"{free >> 20} MB are free in the working directory.",
                "Free some GB before a long run."
            ),
            _ => Finding.Ok("The working directory can be written and has space."),
        };

    private static IEnumerable<Finding> Temporary()
    {
        var folder = Path.GetTempPath();
        if ((Directory.Exists(folder) ? Write(folder) : "it does not exist.") is { } reason)
        {
            yield return Finding.Fault(
                $"The folder for temporary files, '{folder}', cannot be used: {reason}",
                "Name another one with TMPDIR."
            );
        }
    }

    private static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Write(string folder)
    {
        var file = Path.Combine(folder, $".gs-doctor-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(file, "written");
            return File.ReadAllText(file) == "written" ? null : "what was written was not read.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The name of a file that is not there tells the user nothing.
            return $"{fault.Message.Split(" : '")[0].TrimEnd('.')}.";
        }
        finally
        {
            Delete(file);
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // That it could not be written is the finding.
        }
    }
}
