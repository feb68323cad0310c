namespace GsFramework.Screens.Scenes;

/// <summary>The pages that the program writes or serves.</summary>
internal static class Pages
{
    // Two ratios, six methods, three seeds, and notes; without its runs.
    private const string Published = "docs/results/ink";

    public const string Teacher = "assets/teachers/ink/generator";

    /// <summary>All of them by their names, made when they are asked for.</summary>
    public static IEnumerable<(string Name, Func<Scene> Make)> All(Material material)
    {
        yield return ("report", () => ReportScene.Of("report", material.Page("report", material.Run)));
        yield return (
            "search",
            () => new Scene("search", Address(material.Page("search", Runs(material, "cec*").First())))
        );
        yield return ("comparison", () => ComparisonScene.Of(material.Page("comparison", material.Comparison)));
        yield return ("ink", () => new Scene("ink", Address(material.Page("ink", Published))));
        yield return ("sweep", () => new Scene("sweep", Address(material.Page("sweep", material.Sweep))));
        yield return ("side-by-side", () => SideBySide(material));
        yield return ("benchmark", () => Benchmark(material));
        yield return ("live", () => LiveScene.Of(material.Serve("report", "--live", material.Run)));
        yield return ("demo", () => DemoScene.Of(material));
    }

    private static Scene SideBySide(Material material)
    {
        var page = material.PathOf("side-by-side.html");
        Material.Gs(["report", material.Run, .. Runs(material, "*").Take(2), "--out", page]);
        return new Scene("side-by-side", Address(page));
    }

    private static Scene Benchmark(Material material)
    {
        var page = material.PathOf("benchmark.html");
        var model = Path.Combine(material.Run, "model");
        Material.Gs("benchmark", Teacher, model, "--size", "64", "--runs", "5", "--report", page);
        return new Scene("benchmark", Address(page));
    }

    private static IEnumerable<string> Runs(Material material, string pattern) =>
        Directory
            .EnumerateDirectories(Path.Combine(material.Comparison, "runs"), pattern)
            .Order(StringComparer.Ordinal);

    private static Uri Address(string page) => new(Path.GetFullPath(page));
}
