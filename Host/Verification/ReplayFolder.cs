using System.Globalization;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Verification;

/// <summary>The temporary folder in which a run is replayed. Disposing it removes it.</summary>
internal sealed class ReplayFolder : IDisposable
{
    private ReplayFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes a folder for a replay of a run.</summary>
    /// <param name="recorded">The directory of the run.</param>
    /// <exception cref="UserException">The disk has not enough room for another one of its size, or cannot be
    /// written.</exception>
    public static ReplayFolder For(string recorded)
    {
        var folder = TemporaryFolder.Create("gs-verify-");
        var place = System.IO.Path.GetTempPath();
        try
        {
            var sizes = new DirectoryInfo(recorded)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(static file => file.Length)
                .ToArray();
            CheckRoom(sizes, new DriveInfo(place).AvailableFreeSpace, place);
            return new ReplayFolder(folder.FullName);
        }
        catch (Exception fault)
        {
            folder.Delete();
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw new UserException(
                    $"The run cannot be replayed in '{place}': {fault.Message} Name another folder for temporary "
                        + $"files with TMPDIR.",
                    fault
                );
            }

            throw;
        }
    }

    /// <summary>Tests that a replay has room.</summary>
    /// <param name="sizes">Bytes of the run's files.</param>
    /// <param name="free">Bytes that are free.</param>
    /// <param name="place">Where.</param>
    /// <exception cref="UserException">It has not.</exception>
    internal static void CheckRoom(IReadOnlyCollection<long> sizes, long free, string place)
    {
        // A file that is replaced is there twice for a moment.
        var needed = sizes.Sum() + sizes.DefaultIfEmpty().Max();
        if (free < needed)
        {
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A replay needs {Megabytes(needed):N0} MB for a while, but '{place}' has only "
                        + $"{Megabytes(free):N0} MB free. Name another folder for temporary files with TMPDIR."
                )
            );
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What has been found matters more than a folder for temporary files that is not empty.
        }
    }

    private static double Megabytes(long bytes) => Math.Ceiling(bytes / 1e6);
}
