using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Logging;

/// <summary>The program on a terminal, as script(1) makes one.</summary>
public partial class TerminalTests
{
    private const string AnyWord = "\u0001";

    [Theory]
    [InlineData(80, "")]
    [InlineData(120, "")]
    [InlineData(80, "NO_COLOR=1")]
    public void Each_line_of_a_run_stands_alone(int columns, string environment)
    {
        using var project = new TinyProject();

        var gs = OnTerminal(
            columns,
            environment,
            [.. project.Line("compress", project.Out, "evaluation:latency=true"), "--smoke"]
        );

        // What is left of the lines is what the trainings leave, then the result.
        var (others, text) = Unlogged(Seen(gs, columns), project["out", "log.jsonl"]);
        Assert.Equal(2, others.Count(static line => Ended().IsMatch(line)));
        Assert.All(others.SkipLast(1), static line => Assert.Matches(Ended(), line));
        Assert.Equal("tiny (gs-8)", others[^1]);
        Assert.Contains("slim 4/4  in ", text, StringComparison.Ordinal);
        Assert.Contains("MACs 1.5x of 1.5x  distance 0.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_phase_of_a_run_shows_what_it_does_from_its_beginning()
    {
        using var project = new TinyProject();

        var written = OnTerminal(
            80,
            "",
            project.Line("compress", project.Out, "evaluation:latency=true", "export:formats:0=onnx")
        ).Output;

        string[] phases = ["slim", "extract", "finetune", "evaluate", "export", "latency", "report"];
        foreach (var (phase, next) in phases.Zip(phases.Skip(1).Append("tiny (gs-8)")))
        {
            var begins = written.IndexOf($"Phase {phase}", StringComparison.Ordinal);
            var ends = written.IndexOf(next == "tiny (gs-8)" ? next : $"Phase {next}", StringComparison.Ordinal);
            Assert.Contains($"{phase} …", written[begins..ends], StringComparison.Ordinal);
        }

        Assert.Contains("teacher's outputs 0/10", written, StringComparison.Ordinal);
        Assert.Contains("real images read 1/5", written, StringComparison.Ordinal);
        Assert.Contains("kid-means 0/3", written, StringComparison.Ordinal);
        Assert.Contains("rounds timed ", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Each_line_of_a_comparison_stands_alone(int columns)
    {
        using var project = new TinyProject();

        var gs = OnTerminal(
            columns,
            "",
            [
                .. project.Line(
                    "compare",
                    project.Out,
                    "training:budget:updates=6",
                    "comparison:methods:0=gs-32",
                    "comparison:methods:1=gd",
                    "comparison:ratios:0=1.5",
                    "comparison:seeds:0=3"
                ),
                "--smoke",
            ]
        );

        var (others, _) = Unlogged(Seen(gs, columns), project["out", "log.jsonl"]);
        Assert.Equal(["tiny: 1.5x fewer MACs"], others);
        Assert.Contains("0 of 2 runs done: gs-32-1.5x-s3 …", gs.Output, StringComparison.Ordinal);
        Assert.Contains("tables and report …", gs.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("2 of 2 runs done", gs.Output, StringComparison.Ordinal);
        Assert.Matches(@"1 of 2 runs done, about \d+s left: gd-1.5x-s3 …", gs.Output);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void What_a_command_tells_is_broken_between_words(int columns)
    {
        using var project = new TinyProject();

        Assert.Equal(
            [2, 2, 0, 0, 0, 0, 0, 0, 0, 0],
            new string[][]
            {
                ["compress", project.Config, "--outt", project.Out, "--set", "training:slim:stepps=3"],
                ["compress", project.Config, "--set", "training:slim:stepps=3"],
                ["--help"],
                ["compress", "--help"],
                ["compare", "--list"],
                ["plugins", "list"],
                ["plugins", "show", "channel-pruning"],
                ["config", "init", project["new.json"]],
                ["export", project["generator"], "--format", "onnx", "-o", project["x.onnx"]],
                ["evaluate", project["generator"], project.Config, "--scores", project["scores.csv"]],
            }.Select(line =>
            {
                var gs = OnTerminal(columns, "", line);
                _ = Seen(gs, columns, gs.ExitCode);
                return gs.ExitCode;
            })
        );
    }

    private static Gs OnTerminal(int columns, string environment, params string[] line) =>
        GsProcess.OnTerminal(columns, environment, line);

    private static string Seen(Gs gs, int columns, int exitCode = 0)
    {
        Assert.True(gs.ExitCode == exitCode, gs.Output + gs.Error);
        var screen = new Screen(columns);
        screen.Write(gs.Output);

        // Commands and paths are copied, so they stay as they are.
        Assert.DoesNotContain(screen.Torn, static line => !Copied().IsMatch(line));
        return string.Join('\n', screen.Lines) + '\n';
    }

    // What stands before the first table and is not in the log; and the text without the lines of the log.
    private static (string[] Others, string Text) Unlogged(string text, string log)
    {
        Assert.Contains("report", text, StringComparison.Ordinal);
        foreach (var pattern in Logged(log))
        {
            Assert.Matches(pattern, text);
            text = pattern.Replace(text, "", 1);
        }

        var others = text[..text.IndexOf('╭', StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (others, text);
    }

    // The lines that the user was shown, however the terminal broke them.
    private static IEnumerable<Regex> Logged(string file) =>
        from line in File.ReadLines(file)
        let entry = JsonNode.Parse(line)!
        where (string?)entry["@l"] is null or "Warning"
        let prefix = (string?)entry["@l"] is null ? "" : "warning: "
        let text = prefix + Property().Replace((string)entry["@mt"]!, Text(entry))
        select new Regex(
            $"^{string.Join(@"\s+", text.Split(' ').Select(Pattern))}[ ]*\n",
            RegexOptions.Multiline
        );

    // How a number is written does not matter here.
    private static MatchEvaluator Text(JsonNode entry) =>
        property =>
            entry[property.Groups["name"].Value] is JsonValue value && value.TryGetValue<string>(out var text)
                ? text
                : AnyWord;

    private static string Pattern(string word) =>
        string.Join(@"\S+", word.Split(AnyWord).Select(Regex.Escape));

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)(?::[^}]+)?\}")]
    private static partial Regex Property();

    [GeneratedRegex(@"^ +(dotnet \S*gs\.dll |file +\S+$)")]
    private static partial Regex Copied();

    [GeneratedRegex(@"^(slim|finetune) \d+/\d+  in \d+s(  [^━─]+)*$")]
    private static partial Regex Ended();
}
