using GsFramework.Core.Export;
using GsFramework.Core.Interchange;

namespace GsFramework.Host.Runs;

/// <summary>Tells whether a compression came to its end. A result alone is not it: one is there when an export
/// fails.</summary>
internal static class FinishedRun
{
    /// <summary>True when the run has its result, every file that its configuration asks for, and its page.</summary>
    /// <exception cref="UserException">A file of it is damaged.</exception>
    public static bool Is(RunDirectory directory)
    {
        if (!File.Exists(directory.Result) || !File.Exists(directory.Report) || Unwritten(directory).Count > 0)
        {
            return false;
        }

        PhaseFiles.Check(directory, PhaseName.FineTune);
        return true;
    }

    /// <summary>The formats of <c>export.formats</c> whose files the result does not have.</summary>
    public static IReadOnlyList<IModelFormat> Unwritten(RunDirectory directory)
    {
        if (!File.Exists(directory.ResolvedConfiguration))
        {
            return [];
        }

        var configuration = RecordedConfiguration.Read(directory);
        var wanted = (configuration.Export?.Formats ?? []).ToHashSet();
        var written = (RunResult.Read(directory).Exports ?? [])
            .Where(file => IsThere(directory, file))
            .Select(static file => file.File)
            .ToHashSet();
        return
        [
            .. ModelFormats.All.Where(format =>
                wanted.Contains(format.Name) && !written.Contains($"export/{configuration.Name}{format.Extension}")
            ),
        ];
    }

    /// <summary>True where the networks of a run with a result are still to be timed. A run of an earlier version was
    /// never to be.</summary>
    public static bool LacksLatency(RunDirectory directory) =>
        RecordedConfiguration.Read(directory).Evaluation?.Latency == true
        && RunResult.Read(directory).Latency is null;

    // One that was moved away, or has changed, is written again. Earlier versions noted no hash.
    private static bool IsThere(RunDirectory directory, ExportedFile file) =>
        Path.Combine(directory.Root, file.File) is var path
        && File.Exists(path)
        && (file.Sha256 is null || file.Sha256 == ModelFolder.HashOf(path));
}
