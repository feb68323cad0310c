using GsFramework.Screens.Browsing;

namespace GsFramework.Tests.Host.Demo;

/// <summary>The browser of a test.</summary>
internal static class Browser
{
    /// <summary>Starts one, or skips the test where there is none.</summary>
    public static Task<Chromium> Start()
    {
        var program = Chromium.Program();
        Assert.SkipWhen(program is null, $"There is no Chromium here ({string.Join(", ", Chromium.Names)}).");
        return Chromium.Start(program!);
    }
}
