using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Packages;

/// <summary>What a stranger gets from <c>dotnet new gs-plugin</c>, with the packages alone.</summary>
[Collection(nameof(PackedPackages))]
public sealed partial class TemplateTests(PackedPackages packages)
{
    [Fact]
    public void A_new_plugin_builds_passes_its_tests_and_compresses()
    {
        packages.Run("new", "gs-plugin", "-n", "Acme.Slimming", "--term", "--generator", "--distance");
        var solution = Path.Combine(packages.Path, "Acme.Slimming");
        var plugins = Path.Combine(solution, "artifacts", "plugins");

        Assert.Contains(" 0 Warning(s)", packages.RunIn(solution, "build"), StringComparison.Ordinal);
        Assert.Matches(
            @"Passed! +- Failed: +0, Passed: +[2-9]\d, Skipped: +0",
            packages.RunIn(solution, "test", "--no-build")
        );
        Assert.True(
            JitOptimization.IsDisabled(
                Directory
                    .GetFiles(solution, "TorchSharp.dll", SearchOption.AllDirectories)
                    .Single(static file =>
                        file.Contains(
                            $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}",
                            StringComparison.Ordinal
                        )
                    )
            )
        );
        Assert.Equal(["Acme.Slimming"], Directory.GetDirectories(plugins).Select(Path.GetFileName));
        Assert.Equal(
            ["Acme.Slimming.deps.json", "Acme.Slimming.dll", "Acme.Slimming.pdb", "Acme.Slimming.runtimeconfig.json"],
            Directory
                .GetFiles(Path.Combine(plugins, "Acme.Slimming"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );

        var list = Gs("plugins", "list", "--plugins", plugins).Output;
        Assert.Contains(
            $"Acme.Slimming 0.1.0  {Path.Combine(plugins, "Acme.Slimming", "Acme.Slimming.dll")}",
            list,
            StringComparison.Ordinal
        );
        Assert.Matches("compression term +acme-slimming-palette ", list);
        Assert.Matches("generator +acme-slimming-residual ", list);
        Assert.Matches("image distance +acme-slimming-charbonnier ", list);

        Gs(
            "teacher",
            Path.Combine(solution, "teacher.json"),
            "--smoke",
            "--out",
            Path.Combine(solution, "runs", "teacher"),
            "--set",
            "threads=1"
        );
        var run = Path.Combine(solution, "runs", "slim");
        Gs("compress", Path.Combine(solution, "compress.json"), "--smoke", "--out", run, "--set", "threads=1");
        var losses = Column(Path.Combine(run, "metrics.csv"), "acme-slimming-palette");
        Assert.NotEmpty(losses);
        Assert.All(losses, static loss => Assert.True(double.IsFinite(loss) && loss > 0));
        Assert.True(
            JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!["macs"]!["ratio"]!.GetValue<double>()
                > 1.5
        );
        var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "plugins.lock.json")))!["plugins"]!.AsArray();
        Assert.Contains(locked, static plugin =>
            $"{plugin!["name"]} {plugin["version"]} {plugin["used"]}" == "Acme.Slimming 0.1.0 true"
        );
    }

    [Fact]
    public void A_name_that_is_no_identifier_gives_a_plugin_that_builds()
    {
        packages.Run("new", "gs-plugin", "-n", "3d-slim.v2", "--distance");

        packages.RunIn(Path.Combine(packages.Path, "3d-slim.v2"), "build");

        var list = Gs(
            "plugins",
            "list",
            "--plugins",
            Path.Combine(packages.Path, "3d-slim.v2", "artifacts", "plugins")
        ).Output;
        Assert.Matches("image distance +plugin-3d-slim-v2-charbonnier ", list);
        Assert.DoesNotContain("palette", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AcmeSlimming", "AcmeSlimming", "acme-slimming-palette")]
    [InlineData("my_plugin 2", "my_plugin_2", "my-plugin-2-palette")]
    [InlineData("Пример", "Пример", "plugin-palette")]
    public void The_name_goes_into_files_namespaces_and_keys(string name, string space, string key)
    {
        packages.Run("new", "gs-plugin", "-n", name);
        var solution = Path.Combine(packages.Path, name);

        Assert.True(File.Exists(Path.Combine(solution, "src", name, $"{name}.csproj")));
        Assert.True(File.Exists(Path.Combine(solution, "tests", $"{name}.Tests", "PaletteTermTests.cs")));
        Assert.False(File.Exists(Path.Combine(solution, "src", name, "ResidualGenerator.cs")));
        var texts = Directory
            .EnumerateFiles(solution, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) != ".png")
            .ToDictionary(static file => file, File.ReadAllText);
        Assert.Contains(
            $"namespace {space};",
            texts[Path.Combine(solution, "src", name, "PaletteTerm.cs")],
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"\"{key}\"",
            texts[Path.Combine(solution, "src", name, "PaletteTerm.cs")],
            StringComparison.Ordinal
        );
        Assert.Contains($"\"{key}\": {{", texts[Path.Combine(solution, "compress.json")], StringComparison.Ordinal);
        Assert.Contains(
            $"\"GsFramework.Abstractions\" Version=\"{packages.Version}\"",
            texts[Path.Combine(solution, "src", name, $"{name}.csproj")],
            StringComparison.Ordinal
        );
        Assert.All(texts, static text => Assert.DoesNotMatch(Placeholder(), text.Key + text.Value));
    }

    private static Gs Gs(params string[] arguments)
    {
        var gs = Host.Commands.Gs.Run(arguments);
        Assert.True(gs.ExitCode == 0, gs.Error);
        return gs;
    }

    private static List<double> Column(string file, string name)
    {
        var rows = File.ReadAllLines(file).Select(static line => line.Split(',')).ToArray();
        var column = Array.IndexOf(rows[0], name);
        return
        [
            .. rows.Skip(1)
                .Select(row => row[column])
                .Where(static value => value.Length > 0)
                .Select(static value => double.Parse(value, CultureInfo.InvariantCulture)),
        ];
    }

    [GeneratedRegex("GsPlugin|gs-plugin-|GsFrameworkVersion|@version|#if|#else|#endif")]
    private static partial Regex Placeholder();
}
