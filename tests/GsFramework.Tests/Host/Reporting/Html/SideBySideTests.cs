using System.Globalization;
using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Reporting.Html;

[Collection(nameof(WholeRuns))]
public sealed class SideBySideTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Any_runs_stand_side_by_side_with_what_differs_in_their_configurations()
    {
        Run("one", "seed=3");
        Run("two", "seed=4", "training:fineTune:steps=2");

        var gs = Gs.Run("report", _project["one"], _project["two"], "--out", _project["both.html"]);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var page = PageAssert.Decoded(File.ReadAllText(_project["both.html"]));
        Assert.Equal(
            ["results", "differences", "pictures", "channels", "curves", "protocol"],
            PageAssert.Sections(File.ReadAllText(_project["both.html"]))
        );
        PageAssert.IsSelfContained(File.ReadAllText(_project["both.html"]));
        Assert.Contains(Row("seed", "3", "4"), page, StringComparison.Ordinal);
        Assert.Contains(Row("training:fineTune:steps", "3", "2"), page, StringComparison.Ordinal);
        Assert.DoesNotContain("<code>data:imageSize</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(_project["one"])!, page, StringComparison.Ordinal);

        // Seeds of methods are those of a comparison.
        Assert.DoesNotContain("each method", page, StringComparison.Ordinal);
        Assert.DoesNotContain("every method", page, StringComparison.Ordinal);
        Assert.Contains("each run's own sum of terms", page, StringComparison.Ordinal);
        foreach (var run in new[] { "one", "two" })
        {
            var result = JsonNode.Parse(File.ReadAllText(_project[run, "result.json"]))!;
            var parameters = (long)result["parameters"]!["compact"]!;
            Assert.Contains(parameters.ToString("N0", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_finished_run_is_named_and_nothing_is_written()
    {
        Run("one", "seed=3");
        Directory.CreateDirectory(_project["comparison"]);
        File.WriteAllText(_project["comparison", "comparison.json"], "{}");
        Directory.CreateDirectory(_project["empty"]);
        foreach (
            var (other, reason) in new[]
            {
                ("comparison", "is a comparison, which has a page of its own"),
                ("empty", "is neither a run nor a comparison"),
                ("missing", "There is no directory"),
            }
        )
        {
            var gs = Gs.Run("report", _project["one"], _project[other], "--out", _project["both.html"]);

            Assert.Equal(2, gs.ExitCode);
            Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(_project["both.html"]));
        }
    }

    private static string Row(string key, string one, string two) =>
        $"<code>{key}</code></th><td class=\"text\"><code>{one}</code></td><td class=\"text\"><code>{two}</code></td>";

    private void Run(string folder, params string[] sets)
    {
        var gs = Gs.Run(_project.Line("compress", _project[folder], [.. sets, $"name={folder}"]));
        Assert.True(gs.ExitCode == 0, gs.Error);
    }
}
