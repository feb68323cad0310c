namespace GsFramework.Screens.Scenes;

/// <summary>The page of a run: pictures behind a divider, tables that are sorted, curves that are read.</summary>
internal static class ReportScene
{
    /// <summary>Shows the worst images.</summary>
    public const string WorstImages = ".groups > .segmented label:nth-of-type(2)";

    private const string Divider = ".divider";
    private const string Place = "Number(document.querySelector('.divider').ariaValueNow)";

    public static Scene Of(string name, string page) =>
        new(name, new Uri(Path.GetFullPath(page)))
        {
            Acts =
            [
                new Act("slider-dragged", Drag),
                new Act("slider-by-keys", Keys),
                new Act("difference", Difference),
                new Act("blink", Blink),
                new Act("worst", Worst),
                new Act("sorted", Sort),
                new Act("pointed", Point),
                new Act("reproduce", Copy),
            ],
        };

    private static async Task Drag(Hands hands)
    {
        await hands.Drag(".stage", 0.25m);
        await hands.Expect("the divider follows the mouse", $"Math.abs({Place} - 25) <= 1");
    }

    private static async Task Keys(Hands hands)
    {
        await hands.TabTo(Divider);
        await hands.Press("End");
        await hands.Expect("End moves the divider to the right", $"{Place} === 100");
        await hands.Press("PageDown", "ArrowLeft");
        await hands.Expect("PageDown moves it by 10, an arrow by 2", $"{Place} === 88");
    }

    private static async Task Difference(Hands hands)
    {
        await hands.Click(".segmented label:has(input[value=difference])");
        await hands.Expect(
            "the difference is drawn and measured",
            "document.querySelector('.reading').textContent.includes('in the mean')"
        );
    }

    private static async Task Blink(Hands hands)
    {
        await hands.Click(".segmented label:has(input[value=blink])");
        await hands.Expect("it blinks", "document.querySelector('.stage').dataset.shown === 'right'");
        await hands.Click(".blink");
        await hands.Expect("it stops", "document.querySelector('.blink').textContent === 'Start blinking'");
        await hands.Click(".segmented label:has(input[value=slider])");
    }

    private static async Task Worst(Hands hands)
    {
        await hands.Click(WorstImages);
        await hands.Expect(
            "the worst pictures are shown",
            "document.querySelector('.group:not([hidden]) h3').textContent === 'Worst'"
        );
    }

    private static async Task Sort(Hands hands)
    {
        await hands.Click("table.data th:nth-of-type(2) button.sort");
        await hands.Expect(
            "the table is sorted",
            "document.querySelector('table.data [aria-sort=ascending]') !== null"
        );
    }

    /// <summary>Reads a value from a plot.</summary>
    public static async Task Point(Hands hands)
    {
        await hands.Hover("figure[data-values] svg[data-place]", 0.5m);
        await hands.Expect(
            "a value is read from the curves",
            "document.querySelector('.pointed output').textContent !== ''"
        );
    }

    private static async Task Copy(Hands hands)
    {
        await hands.Click("[data-copy]");
        await hands.Expect("the command is copied", "document.querySelector('[data-copy]').textContent === 'Copied'");
    }
}
