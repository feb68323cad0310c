using System.Reflection;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using GsFramework.Screens.Browsing;

namespace GsFramework.Screens.Checks;

/// <summary>Says what is wrong with a page as it is shown now.</summary>
internal static class Checker
{
    // As many of a kind say what it is.
    private const int MostOfARule = 3;

    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Rules of accessibility: every one that axe-core has turned on, its best practices among them.</summary>
    public static async Task<IReadOnlyList<string>> Accessibility(Chromium browser)
    {
        // Not by a <script>, which the policy of a served page forbids.
        await browser.Evaluate($"{_axe}; null");
        var violations = await browser.Evaluate("axe.run().then(({ violations }) => violations)");
        return [.. violations!.AsArray().Select(static rule => Sentence(rule!))];
    }

    /// <summary>What is cut off, broken, overprinted or too small.</summary>
    public static async Task<IReadOnlyList<string>> Layout(Chromium browser) =>
        [.. (await browser.Evaluate(Script("layout.js")))!.AsArray().Select(static text => (string)text!)];

    /// <summary>The texts that stand above what they name.</summary>
    public static async Task<IReadOnlyList<string>> Titles(Chromium browser)
    {
        var texts = await browser.Evaluate(
            "[...document.querySelectorAll('h2, h3, figcaption, .legend li')].map(each => each.innerText)"
        );
        return [.. texts!.AsArray().Select(static text => (string)text!).Where(static text => text.Length > 0)];
    }

    /// <summary>What the browser complained of since this was asked last, and requests that leave the page's
    /// home.</summary>
    public static IEnumerable<string> Complaints(Chromium browser, Uri home)
    {
        while (browser.Complaints.TryDequeue(out var complaint))
        {
            yield return $"The browser complains: {complaint}";
        }

        while (browser.Requests.TryDequeue(out var request))
        {
            var isHome = home.IsFile ? request == home : request.Authority == home.Authority;
            if (!isHome && request.Scheme is not ("data" or "blob" or "about"))
            {
                yield return $"The page asks for {request}";
            }
        }
    }

    private static string Sentence(JsonNode rule)
    {
        var places = rule["nodes"]!.AsArray();
        var shown = places.Take(MostOfARule).Select(static place => string.Join(' ', place!["target"]!.AsArray()));
        return $"axe {rule["id"]}: {rule["help"]} ({places.Count}): {string.Join(", ", shown)}";
    }

    private static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
