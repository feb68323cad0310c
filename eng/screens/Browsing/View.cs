using PuppeteerSharp;

namespace GsFramework.Screens.Browsing;

/// <summary>How a reader looks at a page.</summary>
/// <param name="Name">In the names of files.</param>
/// <param name="Width">Of the window, in pixels of the page.</param>
/// <param name="Height">Of the window.</param>
/// <param name="IsDark">Whether the system is dark.</param>
/// <param name="IsPhone">Whether it is touched rather than pointed at.</param>
internal sealed record View(string Name, int Width, int Height, bool IsDark = false, bool IsPhone = false)
{
    public static readonly View Desktop = new("desktop", 1440, 900);

    public static readonly View Phone = new("phone", 390, 844, IsPhone: true);

    /// <summary>All of them but paper.</summary>
    public static readonly IReadOnlyList<View> All =
    [
        Desktop,
        new("tablet", 820, 1180),
        Phone,
        new("dark", 1440, 900, IsDark: true),
    ];

    /// <summary>The text on a sheet of A4 with margins of a centimetre, at 96 pixels an inch.</summary>
    public static readonly View Paper = new("paper", 718, 1047);

    /// <summary>Lets a page be looked at like this.</summary>
    public async Task Set(IPage page)
    {
        await page.SetViewportAsync(
            new ViewPortOptions
            {
                Width = Width,
                Height = Height,
                HasTouch = IsPhone,
                IsMobile = IsPhone,
            }
        );

        // In one: each of the methods for a type and for features takes back what the other said.
        await page.Client.SendAsync(
            "Emulation.setEmulatedMedia",
            new
            {
                media = this == Paper ? "print" : "",
                features = new[] { new { name = "prefers-color-scheme", value = IsDark ? "dark" : "light" } },
            }
        );
    }
}
