using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;

namespace GsFramework.Host.Runs;

/// <summary>The files that a phase leaves for later ones, known again by their SHA-256.</summary>
internal static class PhaseFiles
{
    /// <summary>The hash of each file by its path in the run directory.</summary>
    public static IReadOnlyDictionary<string, string> Hashes(RunDirectory directory, IEnumerable<string> files) =>
        files.ToDictionary(file => RelativePath.In(file, directory.Root), static file => ModelFolder.HashOf(file));

    /// <summary>Tests that the files of a finished phase are as it left them.</summary>
    /// <exception cref="UserException">One is missing, or has changed.</exception>
    public static void Check(RunDirectory directory, string phase)
    {
        foreach (var (name, hash) in directory.State.Phase(phase)?.Files ?? new Dictionary<string, string>())
        {
            var path = Path.Combine(directory.Root, name);
            if (!File.Exists(path) || ModelFolder.HashOf(path) != hash)
            {
                throw new UserException(
                    $"'{path}' {(File.Exists(path) ? "is not what" : "is missing, which")} the phase '{phase}' left: "
                        + $"it was {(File.Exists(path) ? "changed or damaged" : "removed")}. Restore it, or make it "
                        + $"again with "
                        + $"'{Shell.Command("resume", directory.Root, "--from", phase)}'."
                );
            }
        }
    }
}
