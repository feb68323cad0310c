using System.Text;
using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;

namespace GsFramework.Core.Configuration;

/// <summary>
/// Writes a page of every key of a configuration, for people: the same description that <see cref="SchemaWriter"/>
/// turns into a schema for editors, with the options of all loaded plugins.
/// </summary>
internal sealed class ReferenceWriter(PluginCatalog catalog)
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Title, ReferenceRow Heading, ReferenceRow[] Rows)> _sections = [];
    private readonly List<(CatalogPart Part, ReferenceRow[] Rows)> _parts = [];

    /// <summary>The page, in Markdown.</summary>
    public string Write()
    {
        foreach (
            var row in ReferenceRow
                .Of(new RunOptions(), "")
                .Where(static row => !row.Path.Contains('.', StringComparison.Ordinal))
        )
        {
            _sections.Add(
                (
                    row.Path,
                    row,
                    row.Option.Type.Form == OptionForm.Options ? [.. ReferenceRow.Of(row.Value!, row.Path + ".")] : []
                )
            );
        }

        var used = Contracts();
        Introduction(used);
        Line("## The run");
        Line();
        Table(_sections.Where(static section => section.Rows.Length == 0).Select(static section => section.Heading));
        foreach (var (title, heading, rows) in _sections.Where(static section => section.Rows.Length > 0))
        {
            Line($"## `{title}`");
            Line();
            Line(MarkdownText.Wrapped(heading.Option.Description!));
            Line();
            Table(rows);
        }

        foreach (var contract in used)
        {
            Parts(contract);
        }

        return _text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The anchor that a heading has in rendered Markdown.</summary>
    public static string Anchor(string heading) =>
        string.Concat(
                heading
                    .ToLowerInvariant()
                    .Where(static letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
            )
            .Replace(' ', '-');

    // All that a run may select, in the order in which it is come across.
    private List<Type> Contracts()
    {
        var contracts = new List<Type>();
        var rows = new Queue<ReferenceRow>(
            _sections.SelectMany(static section => section.Rows.Prepend(section.Heading))
        );
        while (rows.TryDequeue(out var row))
        {
            if (row.Contract is not { } contract || contracts.Contains(contract))
            {
                continue;
            }

            contracts.Add(contract);
            foreach (var part in catalog.PartsOf(contract))
            {
                var below = ReferenceRow.Of(OptionsShape.Defaults(part.Metadata.Options), "").ToArray();
                _parts.Add((part, below));
                foreach (var next in below)
                {
                    rows.Enqueue(next);
                }
            }
        }

        return contracts;
    }

    private void Introduction(IReadOnlyList<Type> contracts)
    {
        Line("# Every key of a configuration");
        Line();
        Line(
            """
            Written by `gs config reference`, of the same options as the schema that `gs config schema` writes for editors. With
            `--plugins DIR` both know the parts of your plugins too. `gs config init mine.json` writes a file to begin with.

            - A configuration is one JSON file; comments and trailing commas are fine. What is left out has its default.
            - `GS_training__slim__steps=100` in the environment overrides the file, and `--set training:slim:steps=100` overrides
              both.
            - Relative paths are relative to the file; those of the environment and of `--set` to the working directory.
            - A **part** is chosen by its name, `"distance": "l1"`, or by an object with `kind` and the part's own keys,
              `"distance": { "kind": "soft-target", "temperature": 2 }`. The keys of each part are listed with it below.
            - `objective.terms` is an object by the terms' names: `"terms": { "distillation": { "weight": 20 } }`. Each may have
              `"enabled": false`; `"distillation": false` leaves it out too.
            - `NAME` stands for a name of your choice, `[]` for each element of a list, *absent* for a key that may be left out
              or null.
            - `gs config validate FILE` lists all faults of a file at once: unknown keys, wrong values, missing files. When it
              finds none, it makes the parts and the graphs of the networks, as a run would before its first image.
            """
        );
        Line();
        Line("## Contents");
        Line();
        Line("- [The run](#the-run)");
        foreach (var (title, _, _) in _sections.Where(static section => section.Rows.Length > 0))
        {
            Line($"- [`{title}`](#{Anchor(title)})");
        }

        foreach (var contract in contracts)
        {
            var links = Of(contract).Select(entry => $"[`{entry.Part.Metadata.Key}`](#{Anchor(Title(entry.Part))})");
            Line(
                MarkdownText.Wrapped(
                    $"- [{Capital(ContractNames.Of(contract))}](#{Anchor(ContractNames.Of(contract))}): "
                        + $"{string.Join(", ", links)}"
                )
            );
        }

        Line();
    }

    private void Parts(Type contract)
    {
        Line($"## {Capital(ContractNames.Of(contract))}");
        Line();
        var users = _sections
            .SelectMany(static section => section.Rows.Prepend(section.Heading))
            .Select(static row => (row, Of: ""))
            .Concat(
                _parts.SelectMany(static entry => entry.Rows.Select(row => (row, Of: $" of {entry.Part.Metadata.Key}")))
            )
            .Where(user => user.row.Contract == contract)
            .Select(static user => $"`{user.row.Path}`{user.Of}");
        Line(MarkdownText.Wrapped($"Chosen by {string.Join(", ", users)}."));
        Line();
        foreach (var (part, rows) in Of(contract))
        {
            Line($"### {Title(part)}");
            Line();
            Line(
                MarkdownText.Wrapped(
                    $"{Capital(part.Metadata.Summary)}. "
                        + $"{(part.Plugin.IsHost ? "Built in." : $"Of the plugin {part.Plugin.Name}.")}"
                )
            );
            Line();
            if (rows.Length == 0)
            {
                Line("It has no keys.");
                Line();
            }
            else
            {
                Table(rows);
            }
        }
    }

    private IEnumerable<(CatalogPart Part, ReferenceRow[] Rows)> Of(Type contract) =>
        _parts.Where(entry => entry.Part.Metadata.Contract == contract);

    // Kinds of different contracts may have one name.
    private static string Title(CatalogPart part) =>
        $"`{part.Metadata.Key}` ({ContractNames.Of(part.Metadata.Contract)})";

    private void Table(IEnumerable<ReferenceRow> rows)
    {
        Line("| key | type | default | bounds | meaning |");
        Line("| --- | --- | --- | --- | --- |");
        foreach (var row in rows)
        {
            Line(row.Cells());
        }

        Line();
    }

    private void Line(string text = "") => _text.Append(text).Append('\n');

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
