using System.Text.RegularExpressions;
using GsFramework.Core.Processes;
using static GsFramework.Host.Reporting.Html.Markup;

namespace GsFramework.Host.Reporting.Html.Sections;

/// <summary>A command line that does again what a run or a comparison did, into another folder, so that it works as it
/// is copied.</summary>
internal static partial class RepeatedCommand
{
    private const string Suffix = "-again";

    private const string Meaning =
        "gs is the installed program; in the repository it stands for dotnet run --project Host -c Release --.";

    /// <summary>That of a run.</summary>
    /// <param name="line">What was typed: variables, <c>gs</c> and its arguments.</param>
    /// <param name="program">The words with which the program was started; null where they are not known.</param>
    /// <param name="name">The name of the run directory.</param>
    public static Markup OfRun(string line, string? program, string name) =>
        IsAbroad(line)
            ? Copied(
                $"{ProgramName.Usual} compress config.resolved.json --out {Shell.Quoted($"../{name}{Suffix}")}",
                "Run it in the run directory, whose config.resolved.json has every value. What was typed has paths "
                    + $"that lead elsewhere: {ForeignPath.InLine(line)}. {Meaning}"
            )
            : Typed(line, program, name);

    /// <summary>That of a comparison. One whose paths led out of its folder has to be completed.</summary>
    /// <inheritdoc cref="OfRun"/>
    public static Markup OfComparison(string line, string? program, string name) =>
        IsAbroad(line)
            ? Join(
                Box(ForeignPath.InLine(line)),
                Note($"Complete the paths that begin with …: they led out of the folder in which it was run. {Meaning}")
            )
            : Typed(line, program, name);

    /// <summary>The command line with another output folder.</summary>
    internal static string Again(string line, string? program, string name)
    {
        var words = program is null || IsAbroad(program) ? ProgramName.Usual : program;
        var again = Out().IsMatch(line)
            ? Out()
                .Replace(
                    line,
                    static match =>
                        $" --out {Shell.Quoted(match.Groups["folder"].Value.TrimEnd('/', '\\') + Suffix)}"
                )
            : $"{line} --out {Shell.Quoted($"runs/{name}{Suffix}")}";
        return Program().Replace(again, words, 1);
    }

    private static Markup Typed(string line, string? program, string name)
    {
        var again = Again(line, program, name);
        return Copied(
            again,
            "Run it in the folder in which it was run first: its paths are relative to that."
                + (Program().IsMatch(again) ? $" {Meaning}" : "")
        );
    }

    private static Markup Copied(string command, string note) =>
        Join(
            Tag(
                "div.command",
                Box(command),
                Tag("button", "Copy").With("type", "button").With("hidden", "").With("data-copy", "")
            ),
            Note(note)
        );

    private static Element Box(string command) => Tables.Scrolling("The command line", Tag("pre", command));

    private static Element Note(string text) => Tag("p.note", text);

    private static bool IsAbroad(string line) => ForeignPath.InLine(line) != line;

    [GeneratedRegex(@"(?<=^|\s)gs(?=\s)")]
    private static partial Regex Program();

    [GeneratedRegex(@"\s--out[\s=](?:'(?<folder>[^']*)'|(?<folder>\S+))")]
    private static partial Regex Out();
}
