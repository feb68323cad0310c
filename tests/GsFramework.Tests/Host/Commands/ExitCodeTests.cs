using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Core.Processes;

namespace GsFramework.Tests.Host.Commands;

public partial class ExitCodeTests
{
    [Fact]
    public void Done_is_0() => Assert.Equal(0, Gs.Execute(static _ => { }).ExitCode);

    [Fact]
    public void What_the_user_did_wrong_is_2_and_one_message()
    {
        var gs = Gs.Execute(static _ => throw new UserException("The folder x is empty. Put images into it."));

        Assert.Equal(2, gs.ExitCode);
        Assert.Equal("error: The folder x is empty. Put images into it.\n", gs.Error);
        Assert.Empty(gs.Output);
    }

    [Fact]
    public void An_interruption_is_130()
    {
        using var source = new CancellationTokenSource();

        var gs = Gs.ExecuteInterrupted(
            context =>
            {
                source.Cancel();
                context.Cancellation.ThrowIfCancellationRequested();
            },
            source.Token
        );

        Assert.Equal(130, gs.ExitCode);
    }

    [Fact]
    public void What_nobody_foresaw_is_1_with_one_line_and_its_trace_in_a_file()
    {
        var gs = Gs.Execute(static _ => throw new InvalidOperationException("a mistake of ours"));

        Assert.Equal(1, gs.ExitCode);
        var file = Assert.Single(TraceLine().Matches(gs.Error)).Groups[1].Value;
        Assert.Contains("at GsFramework.Tests", File.ReadAllText(file), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void In_a_run_the_trace_is_in_the_runs_log_with_all_that_was_logged_before()
    {
        using var folder = new Folder();

        Gs.Execute(context =>
        {
            context.Log.Information("Loading {Count} plugins", 4);
            context.RunLog.WriteTo(folder.Path);
            context.Log.Debug("Only for the file");
            throw new InvalidOperationException("a mistake of ours");
        });

        var events = File.ReadAllLines(folder["log.jsonl"]).Select(static line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            ["Loading {Count} plugins", "Only for the file"],
            events.Take(2).Select(static item => (string)item["@mt"]!)
        );
        Assert.Equal(4, (int)events[0]["Count"]!);
        Assert.Contains("a mistake of ours", (string)events[2]["@x"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "Required argument 'CONFIG' missing", "compress")]
    [InlineData(2, "Did you mean 'compress'?", "compres", "x.json")]
    [InlineData(2, "Did you mean '--smoke'?", "compress", "x.json", "--smok")]
    [InlineData(2, "'gs plugins --help' explains it.", "plugins")]
    [InlineData(2, "--size", "cost", "x", "--size", "many")]
    [InlineData(2, "--size -3: expected a whole number from 1", "cost", "x", "--size", "-3")]
    [InlineData(2, "--set seed: expected path:to:key=value", "compress", "x.json", "--set", "seed")]
    [InlineData(2, "no/such.json does not exist", "compress", "no/such.json")]
    [InlineData(2, "no/such.json does not exist", "config", "validate", "no/such.json")]
    [InlineData(
        2,
        "The plugin folder 'no/such' from --plugins does not exist",
        "plugins",
        "list",
        "--plugins",
        "no/such"
    )]
    public void A_wrong_command_line_is_2_and_says_why(int exitCode, string message, params string[] arguments)
    {
        var gs = Gs.Run(arguments);

        Assert.Equal(exitCode, gs.ExitCode);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.Empty(gs.Output);
    }

    [Theory]
    [InlineData("gs --version > /dev/full", "Standard output cannot be written")]
    [InlineData("gs config schema > /dev/full", "Standard output cannot be written")]
    [InlineData("gs config schema >&-", "Standard output cannot be written")]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; gs doctor", "the working directory no longer exists")]
    [InlineData(
        "TMPDIR=/nowhere gs benchmark MODEL",
        "/nowhere/', cannot be used: it does not exist. Name another one with TMPDIR."
    )]
    public void What_a_shell_can_do_to_the_program_is_wrong_input(string line, string message)
    {
        using var folder = new Folder();
        var gs = GsProcess.Shell(
            folder.Path,
            line.Replace(
                "MODEL",
                $"'{Repository.Path("assets", "teachers", "ink", "generator")}'",
                StringComparison.Ordinal
            )
        );

        Assert.True(gs.ExitCode == ExitCode.WrongInput, gs.Error);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
        Assert.Single(gs.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_pipe_gets_no_colours()
    {
        using var folder = new Folder();
        var gs = GsProcess.Shell(folder.Path, "TERM=xterm-256color COLORTERM=truecolor gs doctor | cat");

        Assert.Equal(ExitCode.Done, gs.ExitCode);
        Assert.Contains("│ processor", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', gs.Output);
    }

    [Fact]
    public void The_program_itself_gives_the_exit_code()
    {
        Assert.Equal(ExitCode.WrongInput, GsFramework.Host.Program.Main(["config", "validate", "no/such.json"]));
        Assert.Equal(ExitCode.Done, GsFramework.Host.Program.Main(["--version"]));
    }

    [Theory]
    [InlineData("compress", "--smoke")]
    [InlineData("resume", "RUN_DIR")]
    [InlineData("teacher", "--set")]
    [InlineData("evaluate", "--split")]
    [InlineData("cost", "--size")]
    [InlineData("translate", "OUT")]
    [InlineData("import", "--key")]
    [InlineData("export", "pytorch-names")]
    public void Every_verb_explains_itself(string verb, string word)
    {
        var gs = Gs.Run(verb, "--help");

        Assert.Equal(0, gs.ExitCode);
        Assert.Contains(word, gs.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^error: InvalidOperationException: a mistake of ours \(the trace is in (.*log\.jsonl)\)\n$")]
    private static partial Regex TraceLine();
}
