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

        var text = Seen(
            GsProcess.OnTerminal(columns, environment, [.. project.Line("compress", project.Out), "--smoke"]),
            columns
        );

        Assert.Contains("report", text, StringComparison.Ordinal);
        foreach (var pattern in Logged(project["out", "log.jsonl"]))
        {
            Assert.Matches(pattern, text);
            text = pattern.Replace(text, "", 1);
        }

        // What is left is what the trainings leave, then the result.
        var others = text[..text.IndexOf('╭', StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, others.Count(static line => Ended().IsMatch(line)));
        Assert.All(others.SkipLast(1), static line => Assert.Matches(Ended(), line));
        Assert.Equal("tiny (gs-8)", others[^1]);
        Assert.Contains("slim 4/4  in ", text, StringComparison.Ordinal);
        Assert.Contains("MACs 1.5x of 1.5x  distance 0.", text, StringComparison.Ordinal);
    }

    private static string Seen(Gs gs, int columns)
    {
        Assert.True(gs.ExitCode == 0, gs.Output + gs.Error);
        var screen = new Screen(columns);
        screen.Write(gs.Output);
        return string.Join('\n', screen.Lines) + '\n';
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

    [GeneratedRegex(@"^(slim|finetune) \d+/\d+  in \d+s(  [^━─]+)*$")]
    private static partial Regex Ended();
}
