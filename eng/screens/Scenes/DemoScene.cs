namespace GsFramework.Screens.Scenes;

/// <summary>The page that runs models in the browser: its samples, its measurement, its errors.</summary>
internal static class DemoScene
{
    public static Scene Of(Material material)
    {
        var text = material.PathOf("notes.txt");
        File.WriteAllText(text, "no picture");
        return new("demo", material.Serve("demo", Pages.Teacher, Path.Combine(material.Run, "model")))
        {
            Ready = """import("/main.js").then(({ demo }) => demo.ready.then(() => null))""",
            IsPrinted = false,
            Acts =
            [
                new Act("another-sample", Sample),
                new Act("differences", Differences),
                new Act("measured", Measure),
                new Act("no-picture", hands => Wrong(hands, text)),
                new Act("webcam-denied", Webcam),
            ],
        };
    }

    private static async Task Sample(Hands hands)
    {
        await hands.Click("#samples button:nth-of-type(2)");
        await hands.Expect(
            "the second sample is translated",
            "document.querySelector('#samples button:nth-of-type(2)').getAttribute('aria-pressed') === 'true' && "
                + "document.querySelector('#status').textContent === '' && !document.querySelector('.card.stale')"
        );
    }

    private static async Task Differences(Hands hands)
    {
        await hands.Page.FocusAsync("#difference");
        await hands.Press("Space");
        await hands.Expect("the space bar shows differences", "document.querySelector('#difference').checked");
    }

    private static async Task Measure(Hands hands)
    {
        await hands.Click("#runs");
        await hands.Page.Keyboard.DownAsync("Control");
        await hands.Press("a");
        await hands.Page.Keyboard.UpAsync("Control");
        await hands.Page.Keyboard.TypeAsync("6");
        await hands.Click("#measure");
        await hands.Expect(
            "there is a verdict after six turns",
            "document.querySelector('#measure').textContent === 'Measure' && "
                + "document.querySelector('#table').innerText.includes('6')"
        );
    }

    private static async Task Wrong(Hands hands, string text)
    {
        var chooser = hands.Page.WaitForFileChooserAsync();
        await hands.Click("#choose");
        await (await chooser).AcceptAsync(text);
        await hands.Expect(
            "a file that is no picture is named",
            "document.querySelector('#fault').innerText.includes('“notes.txt” is no picture')"
        );
    }

    private static async Task Webcam(Hands hands)
    {
        await hands.Click("#webcam");
        await hands.Expect(
            "a webcam that is denied is explained",
            "document.querySelector('#fault').innerText.includes('webcam')"
        );
    }
}
