using GsFramework.Host.Reporting.Html;

namespace GsFramework.Host.Commands;

/// <summary>Writes the page of a run or a comparison.</summary>
internal static class ReportVerb
{
    // Beside the runs there is no place that is more one's than another's.
    private const string SideBySideFile = "side-by-side.html";

    public static void Run(IReadOnlyList<string> directories, string? file, VerbContext context)
    {
        if (file is not null)
        {
            PagePath.Check("--out", file);
        }

        string path;
        if (directories is [var directory])
        {
            path = Report.Write(directory, file);
        }
        else
        {
            path = Path.GetFullPath(file ?? SideBySideFile);
            Report.WriteSideBySide(directories, path);
        }

        context.Terminal.WriteText(
            $"Wrote {Path.GetRelativePath(Environment.CurrentDirectory, path)}, {new FileInfo(path).Length:N0} "
                + $"bytes. Open it in a browser."
        );
    }
}
