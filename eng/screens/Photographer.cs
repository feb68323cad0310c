using GsFramework.Screens.Browsing;
using GsFramework.Screens.Checks;
using GsFramework.Screens.Scenes;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace GsFramework.Screens;

/// <summary>Looks at pages in every view, uses them, prints them.</summary>
/// <param name="browser">Where.</param>
/// <param name="album">Takes photographs and findings.</param>
internal sealed class Photographer(Chromium browser, Album album)
{
    /// <summary>Takes a page.</summary>
    public async Task Take(Scene scene)
    {
        foreach (var view in View.All)
        {
            await Open(scene, view);
            await Look(scene, view.Name, withAccessibility: true);
            await Photograph(scene, view);
        }

        await Open(scene, View.Desktop);
        foreach (var act in scene.Acts)
        {
            await Perform(scene, act);
        }

        if (scene.IsPrinted)
        {
            await Open(scene, View.Paper);
            await Look(scene, View.Paper.Name, withAccessibility: false);
            await Print(scene);
        }

        // What the page still asks for belongs to it, not to the next one.
        await browser.Open(new Uri("about:blank"));
        album.Add(scene.Name, Checker.Complaints(browser, scene.Address));
    }

    private async Task Print(Scene scene)
    {
        const string Margin = "1cm";
        var file = album.FileOf(scene.Name, View.Paper.Name, ".pdf");
        var margins = new MarginOptions
        {
            Top = Margin,
            Bottom = Margin,
            Left = Margin,
            Right = Margin,
        };
        await browser.Page.PdfAsync(file, new PdfOptions { Format = PaperFormat.A4, MarginOptions = margins });
        album.Add($"{scene.Name} {View.Paper.Name}", Sheets.Findings(file, await Checker.Titles(browser)));
    }

    private async Task Open(Scene scene, View view)
    {
        await view.Set(browser.Page);
        await browser.Open(scene.Address);
        await browser.Evaluate(scene.Ready);
    }

    private async Task Perform(Scene scene, Act act)
    {
        var hands = new Hands(browser);
        var place = $"{scene.Name} {act.Name}";
        try
        {
            await act.Do(hands);
        }
        catch (Exception fault) when (fault is PuppeteerException or InvalidOperationException)
        {
            album.Add(place, [fault.Message]);
        }

        album.Add(place, hands.Findings);
        await Look(scene, act.Name, withAccessibility: true);
        await browser.Page.ScreenshotAsync(album.FileOf(scene.Name, act.Name));
    }

    private async Task Look(Scene scene, string name, bool withAccessibility)
    {
        var place = $"{scene.Name} {name}";
        album.Add(place, Checker.Complaints(browser, scene.Address));
        album.Add(place, await Checker.Layout(browser));
        if (withAccessibility)
        {
            album.Add(place, await Checker.Accessibility(browser));
        }
    }

    // A long page is easier to look at in parts.
    private async Task Photograph(Scene scene, View view)
    {
        var height = (int)(await browser.Evaluate("Math.ceil(document.documentElement.scrollHeight)"))!;
        var part = 2 * view.Height;
        for (var top = 0; top < height; top += part)
        {
            var name = height <= part ? view.Name : $"{view.Name}-{1 + (top / part)}";
            await browser.Page.ScreenshotAsync(
                album.FileOf(scene.Name, name),
                new ScreenshotOptions
                {
                    CaptureBeyondViewport = true,
                    Clip = new Clip
                    {
                        X = 0,
                        Y = top,
                        Width = view.Width,
                        Height = Math.Min(part, height - top),
                    },
                }
            );
        }
    }
}
