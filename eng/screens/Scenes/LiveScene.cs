namespace GsFramework.Screens.Scenes;

/// <summary>The page that follows a run.</summary>
internal static class LiveScene
{
    public static Scene Of(Uri address) =>
        new("live", address) { IsPrinted = false, Acts = [new Act("pointed", ReportScene.Point)] };
}
