using GsFramework.Core.Export;

namespace GsFramework.Host.Runs;

/// <summary>Tells whether a compression came to its end. A result alone is not it: one is there when an export fails.</summary>
internal static class FinishedRun
{
    /// <summary>True when the run has its result, every file that its configuration asks for, and its page.</summary>
    /// <exception cref="UserException">A file of it is damaged.</exception>
    public static bool Is(RunDirectory directory) =>
        File.Exists(directory.Result) && File.Exists(directory.Report) && Unwritten(directory).Count == 0;

    /// <summary>The formats of <c>export.formats</c> whose files the result does not have.</summary>
    public static IReadOnlyList<IModelFormat> Unwritten(RunDirectory directory)
    {
        if (!File.Exists(directory.ResolvedConfiguration))
        {
            return [];
        }

        var configuration = RecordedConfiguration.Read(directory);
        var wanted = (configuration.Export?.Formats ?? []).ToHashSet();
        var written = (RunResult.Read(directory).Exports ?? []).Select(static file => file.File).ToHashSet();
        return [.. ModelFormats.All.Where(format => wanted.Contains(format.Name) && !written.Contains($"export/{configuration.Name}{format.Extension}"))];
    }
}
