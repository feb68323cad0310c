using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Reporting.Html;

public sealed class ReportCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_that_is_not_there_is_an_error() => Refused("There is no directory", _folder["nothing"]);

    [Fact]
    public void A_directory_of_something_else_is_an_error() => Refused("neither a run nor a comparison", _folder.Path);

    [Fact]
    public void A_run_that_is_not_finished_is_an_error_that_says_how_to_go_on()
    {
        File.WriteAllText(_folder["config.resolved.json"], "{}");

        Refused($"gs resume {_folder.Path}", _folder.Path);
    }

    [Fact]
    public void The_run_of_a_teacher_is_an_error()
    {
        File.WriteAllText(_folder["config.resolved.json"], "{}");
        File.WriteAllText(_folder["state.json"], """{ "run": { "verb": "teacher" } }""");

        Refused("run of a teacher", _folder.Path);
    }

    [Fact]
    public void A_page_is_written_to_no_folder_and_over_no_other_file()
    {
        File.WriteAllText(_folder["result.json"], "mine");

        Refused("name an .html file to write", _folder.Path, "--out", _folder.Path);
        Refused("name an .html file to write", _folder.Path, "--out", _folder["result.json"]);
        Assert.Equal("mine", File.ReadAllText(_folder["result.json"]));
    }

    [Fact]
    public void Files_for_other_programs_are_told_of_and_where_they_lie_is_not()
    {
        File.WriteAllText(
            _folder["result.json"],
            """
            { "schemaVersion": 1, "name": "a", "method": "gs-8",
              "macs": { "dense": 4, "compact": 1, "ratio": 4 }, "parameters": { "dense": 4, "compact": 1, "ratio": 4 }, "bytes": { "dense": 4, "compact": 1, "ratio": 4 },
              "scores": [], "channels": [], "seconds": {}, "exports": [
              { "file": "../../home/me/ink.onnx", "format": "onnx-int8", "bytes": 535283, "images": 8, "source": "images of ../../../secret/of/mine",
                "height": 64, "width": 64, "maxAbsDifference": 0.002, "meanAbsDifference": 0.0005, "shareWithinOneStep": 0.9995 } ] }
            """
        );

        var gs = Gs.Run("report", _folder.Path);

        Assert.True(gs.ExitCode == 0, gs.Error);
        var page = PageAssert.Decoded(File.ReadAllText(_folder["report.html"]));
        Assert.Contains("exports", PageAssert.Sections(page));
        foreach (
            var text in new[] { "onnx-int8", "535,283", "0.002", "5×10⁻⁴", "99.95 %", "…/me/ink.onnx", "…/of/mine" }
        )
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
    }

    private static void Refused(string reason, params string[] arguments)
    {
        var gs = Gs.Run(["report", .. arguments]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);
    }
}
