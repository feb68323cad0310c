using System.Reflection;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html;

/// <summary>A whole page in one file: styles and scripts are in it, so that it opens from the disk and loads
/// nothing.</summary>
internal static class Page
{
    // Each uses those before it.
    private static readonly string[] _styles = ["base.css", "tables.css", "charts.css", "controls.css", "pictures.css"];
    private static readonly string[] _scripts =
    [
        "controls.js",
        "copying.js",
        "sorting.js",
        "exporting.js",
        "stage.js",
        "pictures.js",
        "plots.js",
        "samples.js",
        "phones.js",
    ];

    /// <summary>How pages look.</summary>
    public static string Styles => All(_styles);

    /// <summary>Writes a page.</summary>
    /// <param name="title">Of the browser's window.</param>
    /// <param name="head">What stands on top.</param>
    /// <param name="sections">The sections; null is left out.</param>
    public static string Write(string title, Markup head, params IEnumerable<Section?> sections) =>
        Write(isLive: false, title, head, sections);

    /// <summary>The same of a page that asks for itself again and again, and shows what is new.</summary>
    /// <inheritdoc cref="Write(string, Markup, IEnumerable{Section})"/>
    public static string WriteLive(string title, Markup head, params IEnumerable<Section?> sections) =>
        Write(isLive: true, title, head, sections);

    /// <summary>Writes either.</summary>
    /// <inheritdoc cref="Write(string, Markup, IEnumerable{Section})"/>
    public static string Write(bool isLive, string title, Markup head, params IEnumerable<Section?> sections)
    {
        var present = sections.OfType<Section>().ToList();
        using var writer = new StringWriter();
        writer.Write("<!DOCTYPE html>\n");
        Tag(
                "html",
                Tag(
                    "head",
                    Tag("meta").With("charset", "utf-8"),
                    Tag("meta").With("name", "viewport").With("content", "width=device-width, initial-scale=1"),
                    Tag("meta").With("name", "color-scheme").With("content", "light dark"),
                    isLive ? Tag("link").With("rel", "icon").With("href", "data:,") : null,
                    Tag("title", title),
                    Tag("style", Raw(Styles))
                ),
                Tag(
                    "body",
                    Tag("header", head),
                    Tag("nav", present.Select(static section => Tag("a", section.Title).With("href", "#" + section.Id)))
                        .With("aria-label", "Sections"),
                    Tag(
                        "main",
                        present.Select(static section =>
                            Tag("section", Tag("h2", section.Title), section.Body).With("id", section.Id)
                        )
                    ),
                    Tag("script", Raw(Script(isLive)))
                )
            )
            .With("lang", "en")
            .Write(writer);
        writer.Write('\n');
        return writer.ToString();
    }

    // A function of its own, since a page that follows a run has to start what is new in it.
    private static string Script(bool isLive)
    {
        var script = $"window.startPage = () => {{\n{All(_scripts)}}};\nstartPage();\n";
        return isLive ? $"{script}{Resource("live.js")}" : script;
    }

    private static string All(IEnumerable<string> names) => string.Join('\n', names.Select(Resource));

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"page/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
