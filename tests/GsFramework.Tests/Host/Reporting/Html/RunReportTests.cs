using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Reporting.Html;

public sealed class RunReportTests : IDisposable
{
    private static readonly string[] _sections =
    [
        "size",
        "pictures",
        "scores",
        "channels",
        "curves",
        "samples",
        "configuration",
        "origin",
    ];

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    private string Page => File.ReadAllText(_project["out", "report.html"]);

    [Fact]
    public void What_a_run_warned_of_is_in_its_result_and_on_its_page()
    {
        var gs = _project.Compress("training:slim:steps=1");

        Assert.True(gs.ExitCode == 0, gs.Error);
        const string Warning = "Slimming was short of 1.5x when its steps were over";
        Assert.Contains(Warning, gs.Error, StringComparison.Ordinal);
        Assert.Contains(
            _project.Result()["warnings"]!.AsArray(),
            static warning => ((string)warning!).StartsWith(Warning, StringComparison.Ordinal)
        );
        Assert.Contains(Warning, Page, StringComparison.Ordinal);
        PageAssert.IsSelfContained(Page);
    }

    [Fact]
    public void A_run_ends_with_a_page_of_all_sections_that_loads_nothing_and_tells_no_path()
    {
        var gs = _project.Compress("training:slim:steps=4");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("report.html", gs.Output, StringComparison.Ordinal);
        Assert.Equal(_sections, PageAssert.Sections(Page));
        PageAssert.IsSelfContained(Page);
        PageAssert.NamesAreUnique(Page);
        Assert.True(PageAssert.AmountsAreNoRatios(Page, "MACs") > 0);
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
    public void Curves_have_their_values_and_both_kinds_of_axes_and_the_validation_distance_is_one_of_them()
    {
        var gs = _project.Compress("training:validateEvery=2");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var rows = File.ReadAllLines(_project["out", "metrics.csv"]).Select(static line => line.Split(',')).ToList();
        var column = Array.IndexOf(rows[0], "validation");
        var measured = rows.Skip(1).Where(row => row[column].Length > 0).ToList();
        Assert.Equal(
            [("slim", "0"), ("slim", "1"), ("slim", "3"), ("finetune", "0"), ("finetune", "1"), ("finetune", "2")],
            measured.Select(static row => (row[0], row[1]))
        );
        Assert.All(measured, row =>
            Assert.InRange(double.Parse(row[column], CultureInfo.InvariantCulture), double.Epsilon, 2)
        );
        var page = PageAssert.Decoded(Page);
        Assert.Contains("Validation distance to the teacher over updates", page, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"validation\",\"x\":[1,2,4]", page, StringComparison.Ordinal);
        Assert.Contains("data-scale=\"logarithmic\"", page, StringComparison.Ordinal);
        Assert.Contains("data-scale=\"linear\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_validation_distance_changes_nothing_that_is_trained()
    {
        Assert.Equal(0, _project.Compress("training:validateEvery=1").ExitCode);
        var with = File.ReadAllBytes(_project["out", "model", "weights.safetensors"]);
        Directory.Delete(_project.Out, recursive: true);

        Assert.Equal(0, _project.Compress("training:validateEvery=0").ExitCode);

        Assert.Equal(with, File.ReadAllBytes(_project["out", "model", "weights.safetensors"]));
        Assert.DoesNotContain(
            "validation",
            File.ReadLines(_project["out", "metrics.csv"]).First(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_layer_has_its_kernel_its_costs_and_its_scales_and_the_network_is_drawn()
    {
        var gs = _project.Compress();

        Assert.True(gs.ExitCode == 0, gs.Error);
        var result = _project.Result();
        var layers = result["channels"]!.AsArray();
        var first = layers[0]!;
        Assert.Equal(("model.1", 7, 1, 3), (
            (string)first["layer"]!,
            (int)first["kernel"]![0]!,
            (int)first["stride"]!,
            (int)first["denseInputs"]!
        ));
        Assert.Equal([16, 16], first["outputSize"]!.AsArray().Select(static side => (int)side!));
        Assert.Equal(((4 * 3 * 7 * 7) + 4) * 4, (int)first["denseBytes"]!);
        Assert.True((long)first["compactBytes"]! < (long)first["denseBytes"]!);
        foreach (var layer in layers.Where(static layer => layer!["scales"] is not null))
        {
            var scales = layer!["scales"]!;
            Assert.Equal(
                (int)layer["dense"]!,
                (int)scales["zeros"]! + scales["counts"]!.AsArray().Sum(static count => (int)count!)
            );
        }

        // A pruned channel has γ = 0 when slimming ends.
        Assert.Contains(layers, static layer => layer!["scales"] is { } scales && (int)scales["zeros"]! > 0);
        var drawing = result["drawing"]!.AsArray();
        var add = drawing.Single(static node => (string)node!["kind"]! == "add")!;
        Assert.Equal(
            ["model.7", "model.10.conv_block.5"],
            add["inputs"]!.AsArray().Select(static input => (string)input!)
        );
        Assert.Equal("input", (string)drawing[0]!["inputs"]![0]!);
        Assert.Contains("class=\"network\"", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pictures_are_of_images_that_were_scored()
    {
        var gs = _project.Compress("evaluation:limit=2");

        Assert.True(gs.ExitCode == 0, gs.Error);
        var scored = File.ReadLines(_project["out", "scores.csv"]).Skip(1).Select(static line => line.Split(',')[1]);
        Assert.Equal(
            scored.Order(StringComparer.Ordinal),
            Directory.GetDirectories(_project["out", "pictures"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
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
        foreach (var folder in new[] { "pictures", "pictures-worst", "pictures-median", "samples" })
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
