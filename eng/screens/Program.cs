using GsFramework.Core.Processes;
using GsFramework.Screens;
using GsFramework.Screens.Browsing;
using GsFramework.Screens.Scenes;

return ScreensOptions.Parse(args, Photograph);

static async Task<int> Photograph(ScreensOptions options)
{
    if (Chromium.Program() is not { } program)
    {
        Console.Error.WriteLine($"There is no Chromium on the search path ({string.Join(", ", Chromium.Names)}).");
        return ExitCode.WrongInput;
    }

    using var material = new Material(options);
    if (options.Pictures is { } folder)
    {
        await using var camera = await Chromium.Start(program);
        await new DocumentationPictures(camera, material, folder).Take();
        return ExitCode.Done;
    }

    if (options.Rounds is { } rounds)
    {
        await using var watch = await Chromium.Start(program);
        await new BrowserTimes(watch, material, rounds).Print();
        return ExitCode.Done;
    }

    var album = new Album(options.Out);
    await using var browser = await Chromium.Start(program);
    foreach (var (name, make) in Pages.All(material))
    {
        if (options.Only.Count == 0 || options.Only.Contains(name))
        {
            await new Photographer(browser, album).Take(make());
        }
    }

    return album.Write() == 0 ? 0 : ExitCode.Failed;
}
