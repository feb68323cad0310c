using GsFramework.Core.Composition.Assemblies;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>Plugins and parts as text for people.</summary>
internal static class PluginText
{
    private const string LayerKind = "layer kind";

    /// <summary>All plugins with a line for each part and layer kind.</summary>
    public static void WriteList(PluginCatalog catalog, TextWriter writer)
    {
        var contracts = catalog
            .Parts.Select(static part => ContractNames.Of(part.Metadata.Contract).Length)
            .Append(LayerKind.Length)
            .Max();
        var keys = catalog.Parts.Select(static part => part.Metadata.Key.Length).DefaultIfEmpty().Max();
        foreach (var plugin in catalog.Plugins)
        {
            var parts = catalog.Parts.Where(part => part.Plugin == plugin).ToList();
            if (plugin.IsHost && parts.Count == 0)
            {
                continue;
            }

            writer.WriteLine($"{plugin.Name} {plugin.Version}  {plugin.Path}");
            foreach (var part in parts.Select(static part => part.Metadata))
            {
                writer.WriteLine(
                    $"  {ContractNames.Of(part.Contract).PadRight(contracts)}  {part.Key.PadRight(keys)}  "
                        + $"{part.Summary}"
                );
            }

            var kinds = catalog.ContainerOf(plugin).LayerKinds;
            foreach (var kind in kinds)
            {
                writer.WriteLine($"  {LayerKind.PadRight(contracts)}  {kind.Name}");
            }

            if (parts.Count + kinds.Count == 0)
            {
                writer.WriteLine("  no parts");
            }
        }

        foreach (var fault in catalog.Faults)
        {
            writer.WriteLine();
            writer.WriteLine($"cannot be used: {fault.Plugin}  {fault.Path}");
            writer.WriteLine($"  {fault.Phase}: {fault.Reason}");
            writer.WriteLine($"  {fault.Remedy}");
        }
    }

    /// <summary>Some parts with their options.</summary>
    public static void WriteParts(IEnumerable<CatalogPart> parts, TextWriter writer)
    {
        foreach (var group in parts.GroupBy(static part => part.Plugin))
        {
            writer.WriteLine($"{group.Key.Name} {group.Key.Version}");
            writer.WriteLine($"  file    {group.Key.Path}");
            writer.WriteLine($"  sha256  {group.Key.Sha256}");
            foreach (var part in group)
            {
                writer.WriteLine();
                writer.WriteLine(
                    $"{part.Metadata.Key}: {ContractNames.Of(part.Metadata.Contract)}. {part.Metadata.Summary}"
                );
                WriteOptions(OptionsShape.Defaults(part.Metadata.Options), 1, writer);
            }
        }
    }

    private static void WriteOptions(object options, int depth, TextWriter writer)
    {
        var indent = new string(' ', 2 * depth);
        var shape = OptionsShape.Of(options.GetType());
        if (shape.Count == 0)
        {
            writer.WriteLine($"{indent}no options");
        }

        foreach (var property in shape)
        {
            var value = property.Get(options);
            var range = property.Range is null ? "" : " " + ScalarText.Limits(property);
            writer.WriteLine($"{indent}{property.Name}: {property.Type.Noun()}{range}{Default(property, value)}");
            if (property.Description is not null)
            {
                writer.WriteLine($"{indent}    {property.Description}");
            }

            if (property.Type.Form == OptionForm.Options)
            {
                WriteOptions(value ?? OptionsShape.Defaults(property.Type.Type), depth + 1, writer);
            }
        }
    }

    private static string Default(OptionProperty property, object? value) =>
        value switch
        {
            null => property.MayBeNull ? "; may be left out" : "",
            _ when property.Type.Form == OptionForm.Options => "",
            IPartSelection part => $"; default {part.Kind}",
            _ => $"; default {ResolvedConfiguration.ToNode(value, property.Property.PropertyType)?.ToJsonString()}",
        };
}
