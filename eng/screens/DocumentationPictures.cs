using GsFramework.Screens.Browsing;
using GsFramework.Screens.Scenes;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace GsFramework.Screens;

/// <summary>The pictures of the documentation: some images of a run side by side, its page, and the
/// demonstration.</summary>
/// <param name="browser">Where they are taken.</param>
/// <param name="material">The run.</param>
/// <param name="folder">The folder for them.</param>
internal sealed class DocumentationPictures(Chromium browser, Material material, string folder)
{
    private const int Tiles = 8;
    private const int Columns = 4;
    private const int TileSide = 96;
    private const int Width = 1160;
    private const int ReportHeight = 1420;

    private static readonly string[] _kinds = ["input", "teacher", "compact"];

    /// <summary>Takes them.</summary>
    public async Task Take()
    {
        Directory.CreateDirectory(folder);
        foreach (var kind in _kinds)
        {
            await Mosaic(kind);
        }

        await Report();
        await Demo();
    }

    private async Task Mosaic(string kind)
    {
        var images = Directory
            .EnumerateDirectories(Path.Combine(material.Run, "pictures"))
            .Order(StringComparer.Ordinal)
            .Take(Tiles)
            .Select(image => $"<img src=\"{new Uri(Path.GetFullPath(Path.Combine(image, $"{kind}.png")))}\" alt=\"\">");
        var page = material.PathOf($"{kind}.html");
        File.WriteAllText(
            page,
            $$"""
            <!DOCTYPE html>
            <style>
              body { display: grid; grid-template-columns: repeat({{Columns}}, {{TileSide}}px); margin: 0; }
              img { display: block; width: {{TileSide}}px; }
            </style>
            {{string.Join('\n', images)}}
            """
        );
        await Open(new Uri(page), Columns * TileSide, Tiles / Columns * TileSide);
        await browser.Page.ScreenshotAsync(Path.Combine(folder, $"{kind}.png"));
    }

    private async Task Report()
    {
        await Open(new Uri(material.Page("report", material.Run)), Width, ReportHeight);
        await new Hands(browser).Click(ReportScene.WorstImages);
        await browser.Evaluate("scrollTo({ top: 0, behavior: 'instant' })");
        await browser.Page.ScreenshotAsync(Path.Combine(folder, "report.png"));
    }

    private async Task Demo()
    {
        var scene = DemoScene.Of(material);
        await Open(scene.Address, Width, ReportHeight);
        await browser.Evaluate(scene.Ready);
        var height = (int)(await browser.Evaluate("Math.ceil(document.documentElement.scrollHeight)"))!;
        await browser.Page.ScreenshotAsync(
            Path.Combine(folder, "demo.jpg"),
            new ScreenshotOptions
            {
                Type = ScreenshotType.Jpeg,
                Quality = 85,
                CaptureBeyondViewport = true,
                Clip = new Clip { Width = Width, Height = height },
            }
        );
    }

    private async Task Open(Uri address, int width, int height)
    {
        await new View("documentation", width, height).Set(browser.Page);
        await browser.Open(address);
    }
}
