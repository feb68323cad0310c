using GsFramework.Host.Reporting.Html;

namespace GsFramework.Host.Commands;

/// <summary>Writes the page of a run or a comparison.</summary>
internal static class ReportVerb
{
    public static void Run(string directory, string? file, VerbContext context)
    {
        if (file is not null && (Directory.Exists(file) || Path.EndsInDirectorySeparator(file)))
        {
            throw new UserException($"'{file}' is a folder; --out names the file to write.");
        }

        var path = Report.Write(directory, file);
        context.Terminal.Output.WriteLine(
            $"Wrote {Path.GetRelativePath(Environment.CurrentDirectory, path)}, {new FileInfo(path).Length:N0} "
                + $"bytes. Open it in a browser."
        );
    }
}
