using System.Net;
using System.Text;

namespace GsFramework.Screens;

/// <summary>The photographs and what was found, in a folder with a page that shows them.</summary>
internal sealed class Album
{
    private readonly string _folder;
    private readonly List<(string Scene, string File)> _photographs = [];
    private readonly List<(string Place, string Text)> _findings = [];

    /// <summary>Begins an empty one.</summary>
    /// <param name="folder">Its folder. Photographs that are there already are deleted.</param>
    public Album(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsPhotograph))
        {
            File.Delete(file);
        }
    }

    /// <summary>The file for a photograph.</summary>
    /// <param name="scene">Of which page.</param>
    /// <param name="name">What it shows.</param>
    /// <param name="extension"><c>.png</c> or <c>.pdf</c>.</param>
    public string FileOf(string scene, string name, string extension = ".png")
    {
        var file = $"{scene}-{name}{extension}";
        _photographs.Add((scene, file));
        return Path.Combine(_folder, file);
    }

    /// <summary>Notes what is wrong, once a place.</summary>
    public void Add(string place, IEnumerable<string> findings)
    {
        foreach (var text in findings.Distinct())
        {
            _findings.Add((place, text));
            Console.WriteLine($"{place}: {text}");
        }
    }

    /// <summary>Writes the page.</summary>
    /// <returns>How many findings there are.</returns>
    public int Write()
    {
        var page = new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><title>Screens</title>
            <style>
              body { font: 16px/1.4 sans-serif; margin: 2em; }
              figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top; }
              img { max-width: 30em; max-height: 60em; border: 1px solid gray; }
            </style>
            <h1>Screens</h1>

            """
        );
        page.Append("<h2>Findings</h2>\n<ul>\n");
        foreach (var (place, text) in _findings)
        {
            page.Append("<li>").Append(WebUtility.HtmlEncode($"{place}: {text}")).Append("</li>\n");
        }

        page.Append("</ul>\n");
        foreach (var scene in _photographs.GroupBy(static photograph => photograph.Scene))
        {
            page.Append("<h2>").Append(scene.Key).Append("</h2>\n");
            foreach (var (_, file) in scene)
            {
                var shown = file.EndsWith(".png", StringComparison.Ordinal) ? $"<img src=\"{file}\" alt=\"\">" : "";
                page.Append($"<figure><a href=\"{file}\">{shown}<figcaption>{file}</figcaption></a></figure>\n");
            }
        }

        File.WriteAllText(Path.Combine(_folder, "index.html"), page.ToString());
        Console.WriteLine(
            $"{_photographs.Count} photographs, {_findings.Count} findings: {Path.Combine(_folder, "index.html")}"
        );
        return _findings.Count;
    }

    private static bool IsPhotograph(string file) => Path.GetExtension(file) is ".png" or ".pdf";
}
