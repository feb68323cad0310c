using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;

namespace GsFramework.Host.Launching;

/// <summary>Configurations as a plan keeps them. Runs of a plan share most of their sections, which never change, so
/// that each section is written once.</summary>
internal sealed class FrozenConfigurations
{
    private readonly Dictionary<object, string> _sections = new(ReferenceEqualityComparer.Instance);

    /// <summary>What a run is configured with, as the plan keeps it, and the hash of it.</summary>
    public (JsonObject Configuration, string Sha256) Of(RunOptions options)
    {
        var entries = OptionsShape
            .Of(typeof(RunOptions))
            .Select(property => $"\"{JsonEncodedText.Encode(property.Name)}\":{Text(property, options)}");
        var text = $"{{{string.Join(',', entries)}}}";
        return (JsonNode.Parse(text)!.AsObject(), TaskPlan.HashOf(text));
    }

    private string Text(OptionProperty property, RunOptions options)
    {
        var value = property.Get(options);
        if (value is null or string or ValueType)
        {
            return Written(property, value);
        }

        if (!_sections.TryGetValue(value, out var text))
        {
            _sections[value] = text = Written(property, value);
        }

        return text;
    }

    private static string Written(OptionProperty property, object? value) =>
        ResolvedConfiguration.ToNode(value, property.Property.PropertyType)?.ToJsonString(TaskPlan.Line) ?? "null";
}
