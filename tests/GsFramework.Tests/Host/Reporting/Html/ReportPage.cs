using GsFramework.Screens.Browsing;
using GsFramework.Tests.Host.Demo;

namespace GsFramework.Tests.Host.Reporting.Html;

/// <summary>A page in a browser, and what a reader does there.</summary>
internal static class ReportPage
{
    /// <summary>Opens a page from the disk.</summary>
    /// <param name="page">The page.</param>
    /// <param name="folder">Where to put it.</param>
    /// <param name="before">A script that runs before the page's own.</param>
    public static async Task<Chromium> Open(string page, Folder folder, string? before = null)
    {
        File.WriteAllText(folder["page.html"], page);
        var browser = await Browser.Start();
        await browser.Open(new Uri(folder["page.html"]), before);
        return browser;
    }

    /// <summary>Presses one of several radio buttons.</summary>
    public static Task Choose(this Chromium browser, string text) =>
        browser.Evaluate(
            $"[...document.querySelectorAll('.segmented label')].find(one => one.textContent === '{text}')"
                + ".querySelector('input').click()"
        );

    public static Task Click(this Chromium browser, string selector) =>
        browser.Evaluate($"document.querySelector(\"{selector}\").click()");

    /// <summary>A text of the first element that a selector finds.</summary>
    public static async Task<string?> Text(this Chromium browser, string selector, string property = "textContent") =>
        (string?)await browser.Evaluate($"document.querySelector(\"{selector}\").{property}");

    /// <summary>The texts of all elements that a selector finds.</summary>
    public static async Task<string> Texts(this Chromium browser, string selector) =>
        (string)(
            await browser.Evaluate(
                $"[...document.querySelectorAll(\"{selector}\")].map(one => one.textContent).join('; ')"
            )
        )!;
}
