namespace GsFramework.Screens.Scenes;

/// <summary>The page that follows a run.</summary>
internal static class LiveScene
{
    public static Scene Of(Uri address) =>
        new("live", address)
        {
            IsPrinted = false,
            Acts = [new Act("pointed", Point)],
        };

    private static async Task Point(Hands hands)
    {
        await hands.Hover("figure[data-values] svg[data-place]", 0.5m);
        await hands.Expect(
            "a value is read from the curves",
            "document.querySelector('.pointed output').textContent !== ''"
        );
    }
}
