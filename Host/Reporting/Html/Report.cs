using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html.Comparison;
using GsFramework.Host.Reporting.Html.Sweep;
using GsFramework.Host.Runs;
using GsFramework.Host.Sweeping;

namespace GsFramework.Host.Reporting.Html;

/// <summary>Writes <c>report.html</c> of a run, a comparison or a sweep.</summary>
internal static class Report
{
    /// <summary>Writes the page of a directory.</summary>
    /// <param name="folder">The directory of a finished compression or of a comparison.</param>
    /// <param name="path">The file; <c>report.html</c> in the directory when it is null.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UserException">It is neither, it is not finished, or a file in it is damaged.</exception>
    public static string Write(string folder, string? path = null)
    {
        var directory = new RunDirectory(folder);
        path ??= directory.Report;
        AtomicFile.WriteAllText(path, Made(directory, folder));
        return path;
    }

    /// <summary>Writes a page of several runs side by side.</summary>
    /// <param name="folders">The directories of finished runs.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserException">One is no finished run, or a file in it is damaged.</exception>
    public static void WriteSideBySide(IReadOnlyList<string> folders, string path)
    {
        foreach (var folder in folders)
        {
            var directory = new RunDirectory(folder);
            var isSweep = File.Exists(Path.Combine(directory.Root, SweepResult.FileName));
            if (isSweep || File.Exists(Path.Combine(directory.Root, ComparisonResult.FileName)))
            {
                throw new UserException(
                    $"'{folder}' is a {(isSweep ? "sweep" : "comparison")}, which has a page of its own. "
                        + "Give the runs in its folder 'runs'."
                );
            }

            if (!File.Exists(directory.Result))
            {
                // Says what it is and what to do.
                _ = Made(directory, folder);
            }
        }

        try
        {
            AtomicFile.WriteAllText(path, SideBySide.Write(folders));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"A file of the runs cannot be read: {fault.Message} Give yourself the right to read it.",
                fault
            );
        }
    }

    private static string Made(RunDirectory directory, string folder) =>
        Directory.Exists(directory.Root)
            ? Make(directory, folder)
            : throw new UserException($"There is no directory '{folder}'. Give that of a run or of a comparison.");

    private static string Make(RunDirectory directory, string folder)
    {
        var comparison = Path.Combine(directory.Root, ComparisonResult.FileName);
        var sweep = Path.Combine(directory.Root, SweepResult.FileName);
        try
        {
            return File.Exists(comparison) ? ComparisonReport.Write(ComparisonRunFiles.Read(comparison))
                : File.Exists(sweep) ? SweepReport.Write(sweep)
                : OfRun(directory, folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"A file in '{folder}' cannot be read: {fault.Message} Give yourself the right to read it.",
                fault
            );
        }
    }

    private static string OfRun(RunDirectory directory, string folder)
    {
        if (File.Exists(directory.Result))
        {
            return RunReport.Write(RunFiles.Read(directory));
        }

        if (!File.Exists(directory.ResolvedConfiguration))
        {
            throw new UserException(
                $"'{folder}' is neither a run nor a comparison: it has no result.json and no "
                    + $"{ComparisonResult.FileName}. Give a directory that 'gs compress' or 'gs compare' wrote."
            );
        }

        throw new UserException(
            directory.State.Origin is { IsTeacher: true }
                ? $"'{folder}' is the run of a teacher, and reports are of compressions. What there is to know of it "
                    + $"is in model/card.md."
                : $"The run '{folder}' is not finished: it has no result.json. Continue it with "
                    + $"'{Shell.Command("resume", folder)}', which writes the report too; while it runs, "
                    + $"'{Shell.Command("report", "--live", folder)}' shows a page that follows it."
        );
    }
}
