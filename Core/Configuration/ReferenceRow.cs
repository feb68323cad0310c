using System.Text.Json;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Core.Configuration;

/// <summary>One key of the reference.</summary>
/// <param name="Path">The key with those above it, joined by dots; <c>NAME</c> and <c>[]</c> stand for any name and
/// element.</param>
/// <param name="Option">The option.</param>
/// <param name="Value">Its default.</param>
internal sealed record ReferenceRow(string Path, OptionProperty Option, object? Value)
{
    /// <summary>The contract that the option selects parts of, or null.</summary>
    public Type? Contract { get; } = ContractOf(Option.Type);

    /// <summary>The keys of a record and those below them, in the order of their declaration.</summary>
    public static IEnumerable<ReferenceRow> Of(object options, string above)
    {
        foreach (var option in OptionsShape.Of(options.GetType()))
        {
            var row = new ReferenceRow(above + option.Name, option, option.Get(options));
            yield return row;
            foreach (var below in row.Below())
            {
                yield return below;
            }
        }
    }

    /// <summary>A row of a Markdown table: key, type, default, bounds, meaning.</summary>
    public string Cells() =>
        $"| `{Path}` | {Form(Option.Type)} | {Default()} | {Bounds()} | {Cell(Option.Description ?? "")} |";

    /// <summary>Text that does not end a cell.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private IEnumerable<ReferenceRow> Below() =>
        Option.Type switch
        {
            { Form: OptionForm.Options } type => Of(Value ?? OptionsShape.Defaults(type.Type), Path + "."),
            { Form: OptionForm.Dictionary } type when IsRecord(type) => Of(
                OptionsShape.Defaults(type.Element!),
                Path + ".NAME."
            ),
            { Form: OptionForm.List } type when IsRecord(type) => Of(
                OptionsShape.Defaults(type.Element!),
                Path + "[]."
            ),
            _ => [],
        };

    private static bool IsRecord(OptionType type) => OptionType.Of(type.Element!).Form == OptionForm.Options;

    private static Type? ContractOf(OptionType type) =>
        type.Form switch
        {
            OptionForm.Part => type.Element,
            OptionForm.List or OptionForm.Dictionary => ContractOf(OptionType.Of(type.Element!)),
            _ => null,
        };

    private string Form(OptionType type) =>
        type.Form switch
        {
            OptionForm.Text when Option.Path is { MustExist: true } => "path of what exists",
            OptionForm.Text when Option.Path is not null => "path",
            OptionForm.Text => "text",
            OptionForm.Choice => string.Join(", ", type.Choices.Select(static choice => $"`{choice}`")),
            OptionForm.Part =>
                $"[{ContractNames.Of(type.Element!)}](#{ReferenceWriter.Anchor(ContractNames.Of(type.Element!))})",
            OptionForm.List => $"list: {Form(OptionType.Of(type.Element!))}",
            OptionForm.Dictionary => $"object, by name: {Form(OptionType.Of(type.Element!))}",
            OptionForm.Options => "object",
            _ => type.Noun(),
        };

    private string Bounds() =>
        Option.Range is { Maximum: int.MaxValue } range ? $"from {range.Minimum}" : ScalarText.Limits(Option);

    private string Default() =>
        (Option.Type.Form, Value) switch
        {
            (_, null) => "absent",
            (OptionForm.Options, _) => "",
            (OptionForm.Part, IPartSelection part) => $"`\"{part.Kind}\"`",
            _ => $"`{Cell(Json)}`",
        };

    private string Json =>
        ResolvedConfiguration.ToNode(Value, Option.Property.PropertyType)!.ToJsonString(JsonSerializerOptions.Web);
}
