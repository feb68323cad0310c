namespace GsFramework.Screens.Scenes;

/// <summary>The pages that the program writes or serves.</summary>
internal static class Pages
{
    public const string Teacher = "assets/teachers/ink/generator";

    /// <summary>All of them by their names, made when they are asked for.</summary>
    public static IEnumerable<(string Name, Func<Scene> Make)> All(Material material)
    {
        yield return ("report", () => ReportScene.Of("report", Path.Combine(material.Run, "report.html")));
        yield return (
            "search",
            () => new Scene("search", File(Directory.EnumerateDirectories(Path.Combine(material.Comparison, "runs"), "cec*").Order(StringComparer.Ordinal).First(), "report.html"))
        );
        yield return ("comparison", () => ComparisonScene.Of(Path.Combine(material.Comparison, "report.html")));
        yield return ("side-by-side", () => SideBySide(material));
        yield return ("benchmark", () => Benchmark(material));
        yield return ("live", () => LiveScene.Of(material.Serve("report", "--live", material.Run)));
        yield return ("demo", () => DemoScene.Of(material));
    }

    private static Scene SideBySide(Material material)
    {
        var page = material.PathOf("side-by-side.html");
        var runs = Directory.EnumerateDirectories(Path.Combine(material.Comparison, "runs")).Order(StringComparer.Ordinal);
        Material.Gs(["report", material.Run, .. runs.Take(2), "--out", page]);
        return new Scene("side-by-side", new Uri(Path.GetFullPath(page)));
    }

    private static Scene Benchmark(Material material)
    {
        var page = material.PathOf("benchmark.html");
        Material.Gs(
            "benchmark",
            Teacher,
            Path.Combine(material.Run, "model"),
            "--size",
            "64",
            "--runs",
            "5",
            "--report",
            page
        );
        return new Scene("benchmark", new Uri(Path.GetFullPath(page)));
    }

    private static Uri File(params string[] parts) => new(Path.GetFullPath(Path.Combine(parts)));
}
