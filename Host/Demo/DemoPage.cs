using System.Reflection;
using System.Text;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Serving;

namespace GsFramework.Host.Demo;

/// <summary>The files of the page, which are in this assembly: nothing is needed beside the program, and no
/// network.</summary>
internal static class DemoPage
{
    private const string Prefix = "demo/";
    private const string Styles = "report.css";

    /// <summary>The files by path.</summary>
    public static Dictionary<string, ServedFile> Files()
    {
        var files = Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(static name => "/" + Name(name), static name => Resource(name, Name(name)));
        files["/"] = files["/index.html"];

        // The page looks like the reports.
        files[$"/{Styles}"] = ServedFile.OfBytes(ServedFile.TypeOf(Styles), Encoding.UTF8.GetBytes(Page.Styles));
        return files;
    }

    private static string Name(string resource)
    {
        var name = resource[Prefix.Length..].Replace('\\', '/');
        return name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^".gz".Length] : name;
    }

    private static ServedFile Resource(string resource, string name) =>
        new(
            ServedFile.TypeOf(name),
            () => Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!,
            resource.EndsWith(".gz", StringComparison.Ordinal)
        );
}
