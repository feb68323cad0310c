using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Host.Reporting.Html;
using GsFramework.Tests.Host.Demo;

namespace GsFramework.Tests.Host.Reporting.Html;

// Each opens a browser, which wants a processor for itself.
[Collection(nameof(DemoPageTests))]
public sealed class PageScriptTests : IDisposable
{
    private const string Moving = "window.matchMedia = () => ({ matches: false, addEventListener() {} });";
    private const string Still = "window.matchMedia = () => ({ matches: true, addEventListener() {} });";

    // What is copied, where the page has no clipboard, as one from the disk in some browsers.
    private const string Copied =
        """
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = command => {
          window.copied = command === "copy" ? document.activeElement.value : null;
          return true;
        };
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_group_is_shown_at_a_time_and_a_picture_of_two_groups_in_both()
    {
        using var run = new PicturedRun();
        await using var browser = await Open(run.Page());

        Assert.Equal("even, #1, 0.1000 (1 of 2)", await Text(browser, "output"));
        Assert.Equal("Evenly spaced", await Shown(browser));
        await Choose(browser, "Worst");

        Assert.Equal("Worst", await Shown(browser));
        Assert.Equal("worst, #3, 0.3000 (1 of 2)", await Text(browser, "output"));
        Assert.Equal("compact G of worst", await Text(browser, "img.right", "alt"));
        await Click(browser, "[data-move='1']");
        Assert.Equal("both, #4, 0.2000 (2 of 2)", await Text(browser, "output"));
        Assert.Equal("compact G of both", await Text(browser, "img.right", "alt"));
        Assert.True(await browser.Holds("document.querySelector('img.right').naturalWidth === 8"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task The_difference_has_the_pixels_that_differ_as_many_times_as_bright_as_chosen()
    {
        using var run = new PicturedRun();
        await using var browser = await Open(run.Page());

        await Choose(browser, "Difference");

        foreach (var factor in new[] { 4, 1, 16 })
        {
            await Choose(browser, $"{factor}×");
            var red = Math.Min(255, factor * PicturedRun.MoreRed);
            await browser.Until(
                $$"""
                (() => {
                  const canvas = document.querySelector("canvas");
                  return canvas.width === 8 && [...canvas.getContext("2d").getImageData(0, 0, 8, 8).data]
                    .every((value, at) => value === [{{red}}, 0, 0, 255][at % 4]);
                })()
                """
            );
            await browser.Until(
                $"document.querySelector('.reading').textContent.startsWith('|dense G0 − compact G| × {factor} of each')"
            );
        }

        Assert.Contains(
            "differ by 3.33 in the mean and by 10 at most.",
            await Text(browser, "canvas", "ariaLabel"),
            StringComparison.Ordinal
        );
        Assert.Equal("difference × 16", await Text(browser, ".badge.left"));
        Assert.Equal("none", await Style(browser, ".divider", "display"));
        await Choose(browser, "Slider");
        Assert.Equal("none", await Style(browser, "canvas", "display"));
        Assert.Equal("", await Text(browser, ".reading"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_difference_of_pictures_that_are_jpeg_here_says_so_and_one_without_a_picture_too()
    {
        using var run = new PicturedRun(side: 160);
        File.Delete(GsFramework.Host.Runs.RunDirectory.Picture(run.Directory.Pictures, "both", "compact"));
        File.Delete(GsFramework.Host.Runs.RunDirectory.Picture(run.Directory.WorstPictures, "both", "compact"));
        await using var browser = await Open(run.Page());

        await Choose(browser, "Difference");

        await browser.Until("document.querySelector('.reading').textContent.includes('JPEG has a part in that')");
        await Click(browser, "[data-move='1']");
        Assert.Equal("There is no picture of compact G here.", await Text(browser, ".reading"));
        Assert.True(await browser.Holds("document.querySelector('canvas').hidden"));
    }

    [Fact]
    public async Task Blinking_shows_the_two_in_turn_until_it_is_stopped()
    {
        using var run = new PicturedRun();
        await using var browser = await Open(run.Page(), Moving);

        await Choose(browser, "Blink");

        foreach (var side in new[] { "right", "left", "right" })
        {
            await browser.Until($"document.querySelector('.stage').dataset.shown === '{side}'");
            Assert.True(
                await browser.Holds(
                    """
                    ["left", "right"].every(side => {
                      const isShown = document.querySelector(".stage").dataset.shown === side;
                      return [".badge", "img"].every(part =>
                        (getComputedStyle(document.querySelector(`${part}.${side}`)).visibility === "visible") === isShown);
                    })
                    """
                )
            );
        }

        await Click(browser, "button.blink");
        Assert.Equal("Start blinking", await Text(browser, "button.blink"));
        var shown = await Text(browser, ".stage", "dataset.shown");
        await browser.Evaluate("new Promise(done => setTimeout(done, 1200))");
        Assert.Equal(shown, await Text(browser, ".stage", "dataset.shown"));
    }

    [Fact]
    public async Task Who_wants_little_motion_has_none_until_asked_for()
    {
        using var run = new PicturedRun();
        await using var browser = await Open(run.Page(), Still);

        await Choose(browser, "Blink");

        Assert.Equal("Start blinking", await Text(browser, "button.blink"));
        Assert.Equal("left", await Text(browser, ".stage", "dataset.shown"));
        await Click(browser, "button.blink");
        await browser.Until("document.querySelector('.stage').dataset.shown === 'right'");
    }

    [Fact]
    public async Task A_click_on_a_head_sorts_up_then_down_then_as_it_was_with_what_is_unknown_last()
    {
        string[] asWritten = ["12.3 M *", "1.5 k", "–", "4.00×", "(1.73 ± 0.54)×10⁻⁵", "−0.250 ± 0.011", "< 0.0001", "1,300"];
        await using var browser = await Open(Page(asWritten));
        async Task<(string Values, string? Order)> Clicked()
        {
            await Click(browser, "th:nth-child(2) .sort");
            return (
                (string)(await browser.Evaluate(
                    "[...document.querySelectorAll('td:nth-child(2)')].map(cell => cell.textContent).join('; ')"
                ))!,
                (string?)await browser.Evaluate("document.querySelector('th:nth-child(2)').getAttribute('aria-sort')")
            );
        }

        string[] up = ["−0.250 ± 0.011", "(1.73 ± 0.54)×10⁻⁵", "< 0.0001", "4.00×", "1,300", "1.5 k", "12.3 M *"];
        Assert.Equal((string.Join("; ", [.. up, "–"]), "ascending"), await Clicked());
        Assert.Equal((string.Join("; ", [.. up.Reverse(), "–"]), "descending"), await Clicked());
        Assert.Equal((string.Join("; ", asWritten), null), await Clicked());

        await Click(browser, "th:nth-child(3) .sort");
        Assert.Equal(
            "0.5 s; 2.0 s; 1 min 0 s; 2 h 0 min; 3 h 0 min; 4 h 0 min; 5 h 0 min; –",
            (string)(await browser.Evaluate(
                "[...document.querySelectorAll('td:nth-child(3)')].map(cell => cell.textContent).join('; ')"
            ))!
        );
        Assert.Equal(
            1,
            (int)(await browser.Evaluate("document.querySelectorAll('[aria-sort]').length"))!
        );
    }

    [Theory]
    [InlineData("CSV", "name,score,time\n\"a, \"\"b\"\" & c_1\",(1.73 ± 0.54)×10⁻⁵,0.5 s\nd|e,–,1 min 0 s\n")]
    [InlineData(
        "Markdown",
        "| name | score | time |\n| --- | ---: | ---: |\n| a, \"b\" & c_1 | (1.73 ± 0.54)×10⁻⁵ | 0.5 s |\n"
            + "| d\\|e | – | 1 min 0 s |\n"
    )]
    [InlineData(
        "LaTeX",
        "\\begin{tabular}{lrr}\n\\hline\nname & score & time \\\\\n\\hline\n"
            + "a, \"b\" \\& c\\_1 & $(1.73 \\pm 0.54) \\times 10^{-5}$ & 0.5 s \\\\\nd|e & -- & 1 min 0 s \\\\\n\\hline\n"
            + "\\end{tabular}\n"
    )]
    public async Task A_table_is_copied_as_it_is_shown(string format, string expected)
    {
        var page = GsFramework.Host.Reporting.Html.Page.Write(
            "t",
            "",
            new Section(
                "t",
                "t",
                Tables.Of(
                    "t",
                    ["name", "score", "time"],
                    [
                        ["d|e", "–", Tables.Sorted("1 min 0 s", 60)],
                        ["a, \"b\" & c_1", "(1.73 ± 0.54)×10⁻⁵", Tables.Sorted("0.5 s", 0.5)],
                    ]
                )
            )
        );
        await using var browser = await Open(page, Copied);
        await Click(browser, "th:nth-child(3) .sort");

        await browser.Evaluate(
            $"[...document.querySelectorAll('.copying button')].find(one => one.textContent === '{format}').click()"
        );

        await browser.Until("window.copied !== undefined");
        Assert.Equal(expected, (string)(await browser.Evaluate("window.copied"))!);
        await browser.Until("document.querySelector('.copying').textContent.includes('Copied')");
        Assert.Equal(0, (int)(await browser.Evaluate("document.querySelectorAll('textarea').length"))!);
    }

    [Fact]
    public async Task Symbols_and_signs_are_formulas_in_LaTeX()
    {
        var page = GsFramework.Host.Reporting.Html.Page.Write(
            "t",
            "",
            new Section(
                "t",
                "t",
                Tables.Of("t", ["", Column.Symbol("r", "c"), "50 %"], [["x^2", "4.00×", "−0.250 ± 0.011"]])
            )
        );
        await using var browser = await Open(page, Copied);

        await browser.Evaluate("document.querySelector('.copying button:last-child').click()");

        await browser.Until("window.copied !== undefined");
        var lines = ((string)(await browser.Evaluate("window.copied"))!).Split('\n');
        Assert.Equal(@" & $r_c$ & 50 \% \\", lines[2]);
        Assert.Equal(@"x\textasciicircum{}2 & 4.00$\times$ & $-0.250 \pm 0.011$ \\", lines[4]);
        Assert.True(await browser.Holds("!document.querySelector('.sort')"), "one row has no order");
    }

    private static string Page(string[] values)
    {
        double?[] seconds = [0.5, 60, 7200, null, 2, 10800, 14400, 18000];
        return GsFramework.Host.Reporting.Html.Page.Write(
            "t",
            "",
            new Section(
                "t",
                "t",
                Tables.Of(
                    "t",
                    ["name", "value", "time"],
                    values.Select(
                        (value, row) =>
                            (IReadOnlyList<Markup>)
                                [
                                    row.ToString(CultureInfo.InvariantCulture),
                                    value,
                                    Tables.Sorted(Numbers.Duration(seconds[row]), seconds[row]),
                                ]
                    )
                )
            )
        );
    }

    private async Task<Browser> Open(string page, string? before = null)
    {
        File.WriteAllText(_folder["page.html"], page);
        var browser = await Browser.Start();
        await browser.Open(new Uri(_folder["page.html"]), before);
        return browser;
    }

    private static async Task<string?> Shown(Browser browser) =>
        (string?)await browser.Evaluate(
            "[...document.querySelectorAll('.group')].filter(one => one.offsetHeight).map(one => one.querySelector('h3').textContent).join()"
        );

    private static Task<JsonNode?> Choose(Browser browser, string text) =>
        browser.Evaluate(
            $"[...document.querySelectorAll('.segmented label')].find(one => one.textContent === '{text}').querySelector('input').click()"
        );

    private static Task<JsonNode?> Click(Browser browser, string selector) =>
        browser.Evaluate($"document.querySelector(\"{selector}\").click()");

    private static async Task<string?> Text(Browser browser, string selector, string property = "textContent") =>
        (string?)await browser.Evaluate($"document.querySelector(\"{selector}\").{property}");

    private static async Task<string?> Style(Browser browser, string selector, string property) =>
        (string?)await browser.Evaluate($"getComputedStyle(document.querySelector(\"{selector}\")).{property}");
}
