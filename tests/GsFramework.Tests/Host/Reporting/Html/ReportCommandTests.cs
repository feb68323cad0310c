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
    public void A_folder_is_no_file_to_write_to() => Refused("--out names the file", _folder.Path, "--out", _folder.Path);

    private static void Refused(string reason, params string[] arguments)
    {
        var gs = Gs.Run(["report", .. arguments]);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(reason, gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);
    }
}
