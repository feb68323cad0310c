using System.Diagnostics;

namespace GsFramework.Campaign.Runs;

/// <summary>Runs without room on the disk: on a small file system in memory where the system lets one be mounted, or
/// with a limit on the size of files.</summary>
internal static class DiskFull
{
    private const string Mount = "/usr/bin/mount";
    private const string Room = "64m";

    private static readonly Lazy<bool> _mounts = new(static () =>
    {
        var folder = Directory.CreateTempSubdirectory("gs-campaign-mount-").FullName;
        var isMounted = File.Exists(Mount) && Do(Mount, "-t", "tmpfs", "-o", "size=100k", "tmpfs", folder);
        if (isMounted)
        {
            Do("/usr/bin/umount", folder);
        }

        Directory.Delete(folder);
        return isMounted;
    });

    /// <summary>Runs without room, then with room.</summary>
    public static void Try(Setting setting, Trial trial)
    {
        if (_mounts.Value && trial.Random.Next(3) > 0)
        {
            OnSmallDisk(setting, trial);
            return;
        }

        var largest = new DirectoryInfo(setting.Project.Whole)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Max(static file => file.Length);
        using (var gs = Gs.StartLimited(1 + trial.Random.Next((int)(largest >> 10)), setting.Compress(trial.Out)))
        {
            _ = trial.Ended("compress with small files only", gs.End(), 0, 2);
        }

        if (trial.Faults.Count == 0)
        {
            DisturbedRun.Finish(setting, trial);
        }
    }

    private static void OnSmallDisk(Setting setting, Trial trial)
    {
        var disk = Path.Combine(trial.Folder, "disk");
        Directory.CreateDirectory(disk);
        trial.Out = Path.Combine(disk, "out");
        var size = 8 + trial.Random.Next((int)(Folders.Size(setting.Project.Whole) * 3 / 2 >> 10));
        if (!Do(Mount, "-t", "tmpfs", "-o", $"size={size}k", "tmpfs", disk))
        {
            throw new IOException("A file system in memory cannot be mounted.");
        }

        try
        {
            if (trial.Ended($"compress on a disk of {size} KiB", Gs.Run(setting.Compress(trial.Out)), 0, 2))
            {
                Do(Mount, "-o", $"remount,size={Room}", disk);
                DisturbedRun.Finish(setting, trial);
            }

            if (trial.Faults.Count > 0)
            {
                Folders.Copy(disk, Path.Combine(trial.Folder, "copy"));
            }
        }
        finally
        {
            Do("/usr/bin/umount", disk);
        }
    }

    private static bool Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
