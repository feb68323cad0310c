using GsFramework.Host.Recipes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Recipes;

/// <summary><c>gs config init --recipe NAME</c>.</summary>
public class RecipeTests
{
    public static TheoryData<string> Names => [.. Recipe.All.Select(static recipe => recipe.Name)];

    [Fact]
    public void There_is_one_for_each_task_that_people_bring() =>
        Assert.Equal(
            ["animegan", "cartoongan", "esrgan", "facades", "horse2zebra", "onnx", "summer2winter"],
            Recipe.All.Select(static recipe => recipe.Name)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_is_valid_once_its_teacher_and_images_are_where_it_says(string name)
    {
        using var project = new RecipeProject(name);

        var gs = Gs.Run("config", "validate", project.File);

        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_says_what_it_needs_and_where_its_settings_come_from(string name)
    {
        var lines = Recipe.Find(name).Text.Split('\n');

        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 120));
        foreach (var heading in new[] { "  // Teacher", "  // Images", "  // Where the settings come from" })
        {
            Assert.Contains(lines, line => line.StartsWith(heading, StringComparison.Ordinal));
        }

        Assert.Contains(lines, static line => line.Contains("gs import ", StringComparison.Ordinal));
        Assert.Contains("tuned", string.Join(' ', lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("horse2zebra")]
    [InlineData("cartoongan")]
    [InlineData("facades")]
    [InlineData("esrgan")]
    [InlineData("onnx")]
    public void A_recipe_runs(string name)
    {
        using var project = new RecipeProject(name);

        var gs = Gs.Run([
            "compress",
            project.File,
            "--smoke",
            "--out",
            project["out"],
            .. Set("device=cpu", "threads=1", "evaluation:latency=false", $"evaluation:cacheFolder={project["cache"]}"),
            .. name == "esrgan" ? [] : Set("data:imageSize=32"),
        ]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(project["out", "report.html"]));
    }

    [Fact]
    public void Recipes_are_listed_with_what_they_do()
    {
        var gs = Gs.Run("config", "recipes");

        Assert.Equal(0, gs.ExitCode);
        foreach (var recipe in Recipe.All)
        {
            Assert.Contains($"{recipe.Name} ", gs.Output, StringComparison.Ordinal);
            Assert.EndsWith(".", recipe.Summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unknown_recipe_is_refused_with_the_nearest_name_and_nothing_is_written()
    {
        using var folder = new Folder();

        var gs = Gs.Run("config", "init", folder["mine.json"], "--recipe", "horse2zebras");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("did you mean 'horse2zebra'?", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["mine.json"]));
    }

    [Fact]
    public void A_file_that_is_there_is_left_as_it_is()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["mine.json"], "precious");

        var gs = Gs.Run("config", "init", folder["mine.json"], "--recipe", "onnx");

        Assert.Equal(2, gs.ExitCode);
        Assert.Equal("precious", File.ReadAllText(folder["mine.json"]));
    }

    private static IEnumerable<string> Set(params string[] values) =>
        values.SelectMany(static value => new[] { "--set", value });
}
