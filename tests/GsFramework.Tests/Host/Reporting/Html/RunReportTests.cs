using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Reporting.Html;

[Collection(nameof(WholeRuns))]
public sealed class RunReportTests : IDisposable
{
    private static readonly string[] _sections =
    [
        "size",
        "pictures",
        "scores",
        "channels",
        "curves",
        "configuration",
        "origin",
    ];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    private string Page => File.ReadAllText(_project["out", "report.html"]);

    [Fact]
    public void A_run_ends_with_a_page_of_all_sections_that_loads_nothing_and_tells_no_path()
    {
        var gs = _project.Compress("training:slim:steps=4");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("report.html", gs.Output, StringComparison.Ordinal);
        Assert.Equal(_sections, PageAssert.Sections(Page));
        PageAssert.IsSelfContained(Page);
        PageAssert.NamesAreUnique(Page);
        Assert.DoesNotMatch($@"(?<!\.\.){Regex.Escape(Path.GetDirectoryName(_project.Out)!)}", Page);
        var result = _project.Result();
        Assert.Contains(
            ((long)result["macs"]!["compact"]!).ToString("N0", CultureInfo.InvariantCulture),
            Page,
            StringComparison.Ordinal
        );
        Assert.All(result["scores"]!.AsArray(), score =>
            Assert.Contains((string)score!["metric"]!, Page, StringComparison.Ordinal)
        );
        Assert.All(result["channels"]!.AsArray(), layer =>
            Assert.Contains($"<code>{layer!["layer"]}</code>", Page, StringComparison.Ordinal)
        );
        Assert.Contains("--set training:slim:steps=4", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_test_image_has_its_pictures_and_they_are_in_the_page()
    {
        File.Delete(_project["data", "testB", "2.png"]);

        var gs = _project.Compress();

        Assert.True(gs.ExitCode == 0, gs.Error);
        foreach (
            var (name, kinds) in new[]
            {
                ("0", new[] { "compact", "input", "teacher", "truth" }),
                ("2", ["compact", "input", "teacher"]),
            }
        )
        {
            var files = Directory.GetFiles(_project["out", "pictures", name]).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(kinds, files.Select(Path.GetFileNameWithoutExtension));
            Assert.All(files, file =>
                Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(file)), Page, StringComparison.Ordinal)
            );
        }

        Assert.Contains("ground truth of 0", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("ground truth of 2", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_notes_its_command_its_versions_and_its_machine()
    {
        var gs = _project.Compress("seed=5");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var note = JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!["run"]!;
        var command = note["command"]!.AsArray().Select(static part => (string)part!).ToList();
        Assert.Equal("compress", command[0]);
        Assert.Equal(_project.Config, Path.GetFullPath(command[1]));
        Assert.Equal(["--set", "seed=5"], command[^2..]);
        Assert.All(command, static part => Assert.False(Path.IsPathRooted(part)));
        Assert.All(["framework", "dotnet", "torchSharp", "libtorch"], key =>
            Assert.NotEmpty((string)note["versions"]![key]!)
        );
        Assert.Equal(1, (int)note["machine"]!["threads"]!);
        Assert.True(DateTime.TryParse((string)note["startedAt"]!, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public void Every_text_of_a_user_is_encoded()
    {
        var gs = _project.Compress("name=<script>alert('&')</script>");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.DoesNotContain("<script>alert", Page, StringComparison.Ordinal);
        Assert.Contains("<h1>&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;", Page, StringComparison.Ordinal);
        Assert.Single(Page.Split("<script").Skip(1));
    }

    [Fact]
    public void The_page_can_be_written_again_to_the_same_bytes_and_elsewhere()
    {
        Assert.Equal(0, _project.Compress().ExitCode);
        var first = Page;
        File.Delete(_project["out", "report.html"]);

        var again = Gs.Run("report", _project.Out);
        var elsewhere = Gs.Run("report", _project.Out, "--out", _project["pages", "a.html"]);

        Assert.True(again.ExitCode == 0 && elsewhere.ExitCode == 0, again.Error + elsewhere.Error);
        Assert.Equal(first, Page);
        Assert.Equal(first, File.ReadAllText(_project["pages", "a.html"]));
        Assert.Contains("report.html", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_does_not_have_is_left_out()
    {
        Assert.Equal(0, _project.Compress().ExitCode);
        foreach (var folder in new[] { "pictures", "pictures-worst", "pictures-median" })
        {
            Directory.Delete(_project["out", folder], recursive: true);
        }

        foreach (var file in new[] { "scores.csv", "metrics.csv", "config.resolved.json", "state.json" })
        {
            File.Delete(_project["out", file]);
        }

        var result = _project.Result();
        result["scores"] = new JsonArray();
        File.WriteAllText(_project["out", "result.json"], result.ToJsonString());

        var gs = Gs.Run("report", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(["size", "channels", "origin"], PageAssert.Sections(Page));
        PageAssert.IsSelfContained(Page);
    }

    [Fact]
    public void A_run_that_was_killed_before_its_page_gets_it_when_it_is_resumed()
    {
        Assert.Equal(0, _project.Compress().ExitCode);
        var first = Page;
        File.Delete(_project["out", "report.html"]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(first, Page);
    }

    [Theory]
    [InlineData("result.json", "{ \"macs\": ")]
    [InlineData("result.json", "{}")]
    [InlineData("result.json", "{ \"macs\": 3, \"parameters\": {}, \"bytes\": {}, \"scores\": [], \"channels\": [] }")]
    [InlineData("metrics.csv", "what is this")]
    [InlineData("config.resolved.json", "[]")]
    [InlineData("state.json", "{ \"run\": { \"command\": 3 } }")]
    [InlineData("scores.csv", "number,name,l1-teacher\n1,a,much\n")]
    [InlineData("pictures/0/input.png", "no picture")]
    [InlineData("pictures-worst/0/input.png", "no picture")]
    public void A_damaged_file_is_named_and_no_page_is_written(string file, string content)
    {
        Assert.Equal(0, _project.Compress().ExitCode);
        File.Delete(_project["out", "report.html"]);
        File.WriteAllText(_project["out", file], content);

        var gs = Gs.Run("report", _project.Out);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(file, gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gs.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_project["out", "report.html"]));
    }
}
