namespace GsFramework.Screens.Scenes;

/// <summary>The page of a comparison: the choice of a score, the tables, the pictures of the methods.</summary>
internal static class ComparisonScene
{
    public static Scene Of(string page) =>
        new("comparison", new Uri(Path.GetFullPath(page)))
        {
            Acts = [new Act("another-score", Choose), new Act("copied", Copy)],
        };

    private static async Task Choose(Hands hands)
    {
        await hands.Page.FocusAsync("[data-shows]");
        await hands.Press("ArrowDown");
        await hands.Expect(
            "the parts of the other score are shown",
            "[...document.querySelectorAll('[data-metric]')].some(one => one.hidden) && "
                + "document.querySelector('[data-shows]').selectedIndex === 1"
        );
    }

    private static async Task Copy(Hands hands)
    {
        await hands.Click(".copying button");
        await hands.Expect("the table is copied", "document.querySelector('.copying button').textContent === 'Copied'");
    }
}
