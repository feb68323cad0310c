using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Commands;

/// <summary>Writes a page of every command, of the same descriptions that <c>--help</c> prints.</summary>
internal sealed class CommandReferenceWriter(RootCommand program)
{
    // The pages beside this one that tell more than --help does.
    private static readonly Dictionary<string, string[]> _pages = new()
    {
        ["quickstart"] = ["quickstart.md", "install.md"],
        ["compress"] = ["quickstart.md", "plan.md", "run-directory.md"],
        ["resume"] = ["run-directory.md"],
        ["verify"] = ["verify.md"],
        ["report"] = ["report.md"],
        ["teacher"] = ["teachers.md", "data.md"],
        ["compare"] = ["comparison.md"],
        ["evaluate"] = ["scores.md"],
        ["cost"] = ["deviations.md"],
        ["translate"] = ["translate.md"],
        ["benchmark"] = ["benchmark.md"],
        ["import"] = ["import.md"],
        ["export"] = ["export.md", "import.md"],
        ["demo"] = ["demo.md"],
        ["plugins"] = ["plugins.md"],
        ["config"] = ["configuration.md", "recipes.md"],
        ["doctor"] = ["doctor.md"],
        ["completion"] = ["install.md"],
    };

    private readonly StringBuilder _text = new();

    /// <summary>The page, in Markdown.</summary>
    public string Write()
    {
        Line(
            """
            # Every command

            Written by `gs commands`, from the same descriptions that `--help` prints. `gs` stands for
            `dotnet run --project Host -c Release --`, or for the [installed tool](install.md).

            - `gs --help` lists the commands, `gs compress --help` explains one of them, `gs --version` prints the version.
            - MODEL is a folder with `graph.json` and `weights.safetensors`. CONFIG is a JSON file:
              [every key](configuration.md).
            - A value comes from the file, then from a `GS_` environment variable (`GS_training__slim__steps=100`), then from
              `--set training:slim:steps=100`; the last one wins. Paths in a file are relative to the file, all others to the
              working directory.
            - The exit code is 0 when all is done, 1 after a failure, 2 for wrong input and 130 after an interruption:
              [details](run-directory.md#exit-codes).
            """
        );
        foreach (var (title, verbs) in CommandGroups.Of(program))
        {
            Line();
            Line($"{title}:");
            Line();
            Line("| command | what it does |");
            Line("| --- | --- |");
            foreach (var verb in verbs)
            {
                Line($"| [`{Name(verb)}`](#{ReferenceWriter.Anchor(Name(verb))}) | {Cell(verb.Description)} |");
            }
        }

        foreach (var verb in CommandGroups.Of(program).SelectMany(static group => group.Verbs))
        {
            Section(verb, _pages.GetValueOrDefault(verb.Name, []), "##");
        }

        return _text.ToString();
    }

    private void Section(Command command, string[] pages, string heading)
    {
        Line();
        Line($"{heading} {Name(command)}");
        Line();
        Line(MarkdownText.Wrapped(command.Description!));
        if (pages.Length > 0)
        {
            Line();
            Line($"More: {string.Join(", ", pages.Select(static page => $"[{page}]({page})"))}.");
        }

        foreach (var below in Listed(command))
        {
            Section(below, [], heading + "#");
        }

        if (!command.Subcommands.Any())
        {
            Usage(command);
        }
    }

    private void Usage(Command command)
    {
        Line();
        Line("```text");
        Line(string.Join(' ', [Name(command), .. command.Arguments.Select(Usage), "[options]"]));
        Line("```");
        if (CommandGroups.Example(command) is { } example)
        {
            Line();
            Line($"For example `gs {example}`.");
        }

        Line();
        Line("| argument or option | default | meaning |");
        Line("| --- | --- | --- |");
        foreach (var argument in command.Arguments)
        {
            Row(
                $"`{argument.Name}`",
                argument.HasDefaultValue ? argument.GetDefaultValue() : null,
                argument.Description
            );
        }

        foreach (
            var option in command.Options.Where(static option =>
                !option.Hidden && option is not System.CommandLine.Help.HelpOption
            )
        )
        {
            var names = string.Join(
                ", ",
                option
                    .Aliases.Select(static alias => $"`{alias}`")
                    .Prepend($"`{option.Name} {option.HelpName}".TrimEnd() + "`")
            );
            Row(
                Cell(names),
                option.HasDefaultValue ? option.GetDefaultValue() : null,
                option.Description,
                option.Required
            );
        }
    }

    private void Row(string name, object? value, string? meaning, bool isRequired = false) =>
        Line($"| {name} | {(isRequired ? "required" : Default(value))} | {Cell(meaning)} |");

    private static string Default(object? value) =>
        value switch
        {
            null or false or "" => "",
            string text => $"`{text}`",
            IEnumerable list => string.Join(", ", list.Cast<object>().Select(Default)),
            _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        };

    private static string Usage(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{name}]" : name;
    }

    private static IEnumerable<Command> Listed(Command command) =>
        command.Subcommands.Where(static verb => !verb.Hidden);

    private static string Name(Command command) => $"gs {CommandGroups.Path(command)}";

    private static string Cell(string? text) => ReferenceRow.Cell(text ?? "");

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
