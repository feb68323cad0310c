using System.Diagnostics;
using System.Runtime.InteropServices;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Docs;

/// <summary>
/// The last run of the tutorial, done: its code is compiled with these tests (see docs/plugins/Documented.targets), its
/// conformance tests are run with them, and here are its configurations and commands. That a new solution of the
/// template builds is tested with the packages.
/// </summary>
public sealed class TutorialTests : IDisposable
{
    private static readonly Page _page = Page.All.Single(static page => page.Path == "docs/plugins/tutorial.md");

    private readonly Folder _folder = new();

    public TutorialTests()
    {
        CopyAll(Repository.Path("templates", "gs-plugin", "data"), _folder["data"]);
        CopyAll(
            Path.Combine(DocumentedPlugins.Folder, "Acme.Slimming"),
            _folder["artifacts", "plugins", "Acme.Slimming"]
        );
        foreach (var name in new[] { "teacher.json", "compress.json" })
        {
            File.Copy(Repository.Path("docs", "plugins", "tutorial", name), _folder[name]);
        }
    }

    [Fact]
    public void Its_commands_train_a_teacher_and_compress_it_with_the_own_term_and_generator()
    {
        var commands = _page
            .Blocks.Where(static block => block.Language == "sh")
            .SelectMany(static block => block.Text.Split('\n'))
            .SkipWhile(static line => line != "rm -r runs")
            .Where(static line => line.StartsWith("gs ", StringComparison.Ordinal))
            .Select(static line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
            .ToArray();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            Run(command);
        }

        Assert.Contains(
            "acme-edges",
            File.ReadLines(_folder["runs", "slim", "metrics.csv"]).First(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "blocks.0.depthwise",
            File.ReadAllText(_folder["runs", "slim", "model", "graph.json"]),
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(_folder["runs", "slim", "report.html"]));
    }

    [Fact]
    public void What_it_says_of_the_configurations_is_in_them()
    {
        static string Dense(string text) => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter)));
        var files = new[] { "teacher.json", "compress.json" }
            .Select(static name => Dense(File.ReadAllText(Repository.Path("docs", "plugins", "tutorial", name))))
            .ToArray();
        var blocks = _page.Blocks.Where(static block => block.Language == "json").ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
            Assert.Contains(files, file => file.Contains(Dense(block.Text), StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Its_configurations_are_those_of_the_template_with_the_own_parts()
    {
        foreach (var name in new[] { "teacher.json", "compress.json" })
        {
            var template = File.ReadAllLines(Repository.Path("templates", "gs-plugin", name));
            var own = File.ReadAllLines(Repository.Path("docs", "plugins", "tutorial", name));

            Assert.All(own.Except(template), static line => Assert.Contains("\"acme-", line, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Run(string[] arguments)
    {
        var start = new ProcessStartInfo(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"),
            [Path.Combine(AppContext.BaseDirectory, "gs.dll"), .. arguments]
        )
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GS_threads"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"gs {string.Join(' ', arguments)}: {error}{output.Result}");
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
