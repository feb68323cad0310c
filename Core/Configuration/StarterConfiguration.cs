using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Options;
using GsFramework.Parts;
using GsFramework.Terms;

namespace GsFramework.Core.Configuration;

/// <summary>A configuration to begin with: every option with its default, and what it means in a comment above
/// it.</summary>
internal sealed class StarterConfiguration(PluginCatalog catalog)
{
    private readonly StringBuilder _text = new();

    /// <summary>The text of the file.</summary>
    public string Write()
    {
        _text.Append(
            "// A run of GsFramework. Comments and trailing commas are fine; what is left out has its default.\n"
        );
        _text.Append("// Values that must be chosen are marked SET THIS.\n");
        _text.Append("// 'gs config validate FILE' checks it, 'gs plugins list' names the parts, and\n");
        _text.Append(
            "// 'gs config schema -o gsframework.schema.json' writes the schema by which an editor completes it.\n"
        );
        Object(new RunOptions(), 0, []);
        return _text.Append('\n').ToString();
    }

    private void Object(object options, int depth, IEnumerable<KeyValuePair<string, string>> first)
    {
        _text.Append("{\n");
        foreach (var (name, value) in first)
        {
            Line(depth + 1, $"\"{name}\": {value},");
        }

        var faults = ((options as IValidatesOptions)?.Faults() ?? []).ToLookup(
            static fault => fault.Property,
            static fault => fault.Message
        );
        foreach (var property in OptionsShape.Of(options.GetType()))
        {
            foreach (var fault in faults[property.Property.Name])
            {
                Line(depth + 1, $"// SET THIS: {fault}");
            }

            if (property.Description is not null)
            {
                Line(depth + 1, $"// {property.Description}{Hint(property)}");
            }

            Indent(depth + 1).Append('"').Append(property.Name).Append("\": ");
            Value(property, property.Get(options), depth + 1);
            _text.Append(",\n");
        }

        Indent(depth).Append('}');
    }

    private void Value(OptionProperty property, object? value, int depth)
    {
        if (value is IReadOnlyDictionary<string, PartSelection<ICompressionTerm>>)
        {
            Terms(depth);
        }
        else if (value is IPartSelection part && catalog.Find(part.Contract, part.Kind) is { } known)
        {
            Object(
                part.Options ?? OptionsShape.Defaults(known.Metadata.Options),
                depth,
                [KeyValuePair.Create("kind", Quote(part.Kind))]
            );
        }
        else if (value is not null && property.Type.Form == OptionForm.Options)
        {
            Object(value, depth, []);
        }
        else
        {
            _text.Append(ResolvedConfiguration.ToNode(value, property.Property.PropertyType)?.ToJsonString() ?? "null");
        }
    }

    private void Terms(int depth)
    {
        _text.Append("{\n");
        foreach (var term in catalog.PartsOf(typeof(ICompressionTerm)))
        {
            Line(depth + 1, $"// {term.Metadata.Summary}");
            Indent(depth + 1).Append(Quote(term.Metadata.Key)).Append(": ");
            Object(OptionsShape.Defaults(term.Metadata.Options), depth + 1, [KeyValuePair.Create("enabled", "true")]);
            _text.Append(",\n");
        }

        Indent(depth).Append('}');
    }

    private static string Hint(OptionProperty property) =>
        property.Type.Form switch
        {
            OptionForm.Choice => $" ({string.Join(" | ", property.Type.Choices)})",
            OptionForm.Integer or OptionForm.IntegerOrAuto or OptionForm.Number when property.Range is not null =>
                $" ({ScalarText.Limits(property)})",
            _ => "",
        };

    private void Line(int depth, string text) => Indent(depth).Append(text).Append('\n');

    private StringBuilder Indent(int depth) => _text.Append(' ', 2 * depth);

    private static string Quote(string text) => ((JsonNode)text).ToJsonString(JsonSerializerOptions.Web);
}
