using GsFramework.Screens.Browsing;
using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace GsFramework.Screens.Scenes;

/// <summary>A mouse and a keyboard, and eyes that see what they did.</summary>
/// <param name="browser">Where.</param>
internal sealed class Hands(Chromium browser)
{
    // A page answers a click or a key at once, a model on a busy machine within a minute.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly List<string> _findings = [];

    /// <summary>What did not come as expected.</summary>
    public IReadOnlyList<string> Findings => _findings;

    public IPage Page => browser.Page;

    /// <summary>Clicks the middle of the first element that a selector finds and that can be seen.</summary>
    public async Task Click(string selector)
    {
        var (x, y) = await Middle(selector);
        await Page.Mouse.ClickAsync(x, y);
    }

    /// <summary>Moves the pointer over a part of an element.</summary>
    /// <param name="selector">The element.</param>
    /// <param name="part">How far from its left, of 1.</param>
    public async Task Hover(string selector, decimal part)
    {
        var box = await Box(selector);
        await Page.Mouse.MoveAsync(box.X + (box.Width * part), box.Y + (box.Height / 2));
    }

    /// <summary>Drags from the middle of an element to a part of it.</summary>
    /// <param name="selector">The element.</param>
    /// <param name="part">How far from its left, of 1.</param>
    public async Task Drag(string selector, decimal part)
    {
        var (x, y) = await Middle(selector);
        var box = await Box(selector);
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * part), y, new MoveOptions { Steps = 5 });
        await Page.Mouse.UpAsync();
    }

    /// <summary>Presses keys, one after the other, where the focus is.</summary>
    public async Task Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Presses Tab until an element that a selector finds has the focus.</summary>
    public async Task TabTo(string selector, int most = 200)
    {
        for (var i = 0; i < most; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await browser.Holds($"document.activeElement.matches('{selector}')"))
            {
                return;
            }
        }

        _findings.Add($"Tab does not come to {selector}");
    }

    /// <summary>Waits until a condition holds; notes a finding when it does not.</summary>
    /// <param name="what">What is expected, in words.</param>
    /// <param name="condition">The same as an expression.</param>
    public async Task Expect(string what, string condition)
    {
        try
        {
            await browser.Until(condition, _patience);
        }
        catch (TimeoutException)
        {
            _findings.Add($"Not so: {what}");
        }
    }

    private async Task<(decimal X, decimal Y)> Middle(string selector)
    {
        var box = await Box(selector);
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private async Task<BoundingBox> Box(string selector)
    {
        foreach (var element in await Page.QuerySelectorAllAsync(selector))
        {
            if (await element.BoundingBoxAsync() is { Width: > 0, Height: > 0 })
            {
                await element.ScrollIntoViewAsync();
                return (await element.BoundingBoxAsync())!;
            }
        }

        throw new InvalidOperationException($"There is no {selector} to be seen.");
    }
}
