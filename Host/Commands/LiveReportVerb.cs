using System.Text;
using GsFramework.Host.Comparison;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Host.Serving;

namespace GsFramework.Host.Commands;

/// <summary>Serves the page of a run that follows it, until it is interrupted: that is how it is meant to
/// end.</summary>
internal static class LiveReportVerb
{
    // The page has its styles and scripts in it, and loads nothing.
    private const string Inline = "'unsafe-inline'";

    public static void Run(string folder, int port, VerbContext context)
    {
        var directory = new RunDirectory(folder);
        if (File.Exists(Path.Combine(directory.Root, ComparisonResult.FileName)))
        {
            throw new UserException($"'{folder}' is a comparison. Give one of the runs in its folder 'runs'.");
        }

        directory.CheckBegun();
        using var server = LocalServer.Start(
            path => path == "/" ? Page(directory) : null,
            scripts: Inline,
            styles: Inline,
            port,
            context.Log
        );
        context.Terminal.WriteText($"Open {server.Address} in a browser of this machine; Ctrl+C ends it.");
        server.Run(context.Cancellation);
    }

    private static ServedFile Page(RunDirectory directory) =>
        ServedFile.OfBytes(
            ServedFile.TypeOf(".html"),
            Encoding.UTF8.GetBytes(LivePage.Write(directory, DateTime.UtcNow))
        );
}
