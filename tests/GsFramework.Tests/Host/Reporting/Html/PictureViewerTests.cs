using GsFramework.Host.Runs;
using GsFramework.Screens.Browsing;
using GsFramework.Tests.Host.Demo;

namespace GsFramework.Tests.Host.Reporting.Html;

// Each opens a browser, which wants a processor for itself.
[Collection(nameof(DemoPageTests))]
public sealed class PictureViewerTests : IDisposable
{
    // A clock that the test turns.
    private const string Clock =
        """
        window.setInterval = (tick, milliseconds) => Object.assign(window, { tick, milliseconds }) && 1;
        window.clearInterval = () => { window.tick = null; };
        """;

    private const string Moving = Clock + "window.matchMedia = () => ({ matches: false, addEventListener() {} });";
    private const string Still = Clock + "window.matchMedia = () => ({ matches: true, addEventListener() {} });";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_group_is_shown_at_a_time_and_a_picture_of_two_groups_in_both()
    {
        using var run = new PicturedRun();
        await using var browser = await ReportPage.Open(run.Page(), _folder);

        Assert.Equal("even, #1, 0.1000 (1 of 2)", await browser.Text("output"));
        Assert.Equal("Evenly spaced", await browser.Texts(".group:not([hidden]) h3"));
        await browser.Choose("Worst");

        Assert.Equal("Worst", await browser.Texts(".group:not([hidden]) h3"));
        Assert.Equal("worst, #3, 0.3000 (1 of 2)", await browser.Text("output"));
        Assert.Equal("compact G of worst", await browser.Text("img.right", "alt"));
        await browser.Click("[data-move='1']");
        Assert.Equal("both, #4, 0.2000 (2 of 2)", await browser.Text("output"));
        Assert.Equal("compact G of both", await browser.Text("img.right", "alt"));
        Assert.True(await browser.Holds("document.querySelector('img.right').naturalWidth === 8"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task The_difference_has_the_pixels_that_differ_as_many_times_as_bright_as_chosen()
    {
        using var run = new PicturedRun();
        await using var browser = await ReportPage.Open(run.Page(), _folder);

        await browser.Choose("Difference");

        foreach (var factor in new[] { 4, 1, 16 })
        {
            await browser.Choose($"{factor}×");
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
                "document.querySelector('.reading').textContent"
                    + $".startsWith('|dense G0 − compact G| × {factor} of each colour')"
            );
        }

        Assert.Contains(
            "differ by 3.33 in the mean and by 10 at most.",
            await browser.Text("canvas", "ariaLabel"),
            StringComparison.Ordinal
        );
        Assert.Equal("difference × 16", await browser.Text(".badge.left"));
        Assert.Equal("none", await Display(browser, ".divider"));
        await browser.Choose("Slider");
        Assert.Equal("none", await Display(browser, "canvas"));
        Assert.Equal("", await browser.Text(".reading"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_difference_of_pictures_that_are_jpeg_here_says_so_and_one_without_a_picture_too()
    {
        using var run = new PicturedRun(side: 160);
        File.Delete(RunDirectory.Picture(run.Directory.Pictures, "both", "compact"));
        File.Delete(RunDirectory.Picture(run.Directory.WorstPictures, "both", "compact"));
        await using var browser = await ReportPage.Open(run.Page(), _folder);

        await browser.Choose("Difference");

        await browser.Until("document.querySelector('.reading').textContent.includes('JPEG has a part in that')");
        await browser.Click("[data-move='1']");
        Assert.Equal("There is no picture of compact G here.", await browser.Text(".reading"));
        Assert.True(await browser.Holds("document.querySelector('canvas').hidden"));
    }

    [Fact]
    public async Task Blinking_shows_the_two_in_turn_until_it_is_stopped()
    {
        using var run = new PicturedRun();
        await using var browser = await ReportPage.Open(run.Page(), _folder, Moving);

        await browser.Choose("Blink");

        foreach (var side in new[] { "left", "right", "left" })
        {
            Assert.Equal(side, await browser.Text(".stage", "dataset.shown"));
            Assert.True(
                await browser.Holds(
                    $$"""
                    ["left", "right"].every(side => [".badge", "img"].every(part => (side === "{{side}}")
                      === (getComputedStyle(document.querySelector(`${part}.${side}`)).visibility === "visible")))
                    """
                )
            );
            await browser.Evaluate("tick()");
        }

        Assert.Equal(500, (int)(await browser.Evaluate("milliseconds"))!);
        await browser.Click("button.blink");
        Assert.True(await browser.Holds("tick === null"));
        Assert.Equal("Start blinking", await browser.Text("button.blink"));
        await browser.Click("button.blink");
        await browser.Choose("Slider");
        Assert.True(await browser.Holds("tick === null"), "what is not shown does not blink");
    }

    [Fact]
    public async Task Who_wants_little_motion_has_none_until_asked_for()
    {
        using var run = new PicturedRun();
        await using var browser = await ReportPage.Open(run.Page(), _folder, Still);

        await browser.Choose("Blink");

        Assert.Equal("Start blinking", await browser.Text("button.blink"));
        Assert.Equal("left", await browser.Text(".stage", "dataset.shown"));
        Assert.True(await browser.Holds("tick === null"));
        await browser.Click("button.blink");
        Assert.True(await browser.Holds("typeof tick === 'function'"));
        Assert.Equal("Stop blinking", await browser.Text("button.blink"));
    }

    private static async Task<string?> Display(Chromium browser, string selector) =>
        (string?)await browser.Evaluate($"getComputedStyle(document.querySelector(\"{selector}\")).display");
}
