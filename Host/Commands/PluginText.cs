using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>Plugins and parts as text for people.</summary>
internal static class PluginText
{
    private const string LayerKind = "layer kind";

    /// <summary>Plugins with a line for each part and layer kind.</summary>
    public static void WriteList(
        IReadOnlyList<PluginContents> plugins,
        IReadOnlyList<PluginFault> faults,
        TextWriter writer
    )
    {
        var all = plugins.SelectMany(static plugin => plugin.Parts).Select(static part => part.Metadata).ToList();
        var contracts = all.Select(static part => ContractNames.Of(part.Contract).Length)
            .Append(LayerKind.Length)
            .Max();
        var keys = all.Select(static part => part.Key.Length).DefaultIfEmpty().Max();
        foreach (var contents in plugins.Where(static contents => !contents.IsEmpty || !contents.Plugin.IsHost))
        {
            var plugin = contents.Plugin;
            writer.WriteLine($"{plugin.Name} {plugin.Version}  {plugin.Path}");
            foreach (var part in contents.Parts.Select(static part => part.Metadata))
            {
                writer.WriteLine(
                    $"  {ContractNames.Of(part.Contract).PadRight(contracts)}  {part.Key.PadRight(keys)}  "
                        + $"{part.Summary}"
                );
            }

            foreach (var kind in contents.LayerKinds)
            {
                writer.WriteLine($"  {LayerKind.PadRight(contracts)}  {kind.Name}");
            }

            if (contents.IsEmpty)
            {
                writer.WriteLine("  no parts");
            }
        }

        foreach (var fault in faults)
        {
            writer.WriteLine();
            writer.WriteLine($"cannot be used: {fault.Plugin}  {fault.Path}");
            writer.WriteLine($"  {fault.Phase}: {fault.Reason}");
            writer.WriteLine($"  {fault.Remedy}");
        }
    }

    /// <summary>Parts with their options, and layer kinds with their types.</summary>
    public static void WriteOptions(IEnumerable<PluginContents> plugins, TextWriter writer)
    {
        foreach (var contents in plugins)
        {
            writer.WriteLine($"{contents.Plugin.Name} {contents.Plugin.Version}");
            writer.WriteLine($"  file    {contents.Plugin.Path}");
            writer.WriteLine($"  sha256  {contents.Plugin.Sha256}");
            foreach (var part in contents.Parts)
            {
                writer.WriteLine();
                writer.WriteLine(
                    $"{part.Metadata.Key}: {ContractNames.Of(part.Metadata.Contract)}. {part.Metadata.Summary}"
                );
                WriteOptions(OptionsShape.Defaults(part.Metadata.Options), 1, writer);
            }

            foreach (var kind in contents.LayerKinds)
            {
                writer.WriteLine();
                writer.WriteLine($"{kind.Name}: {LayerKind}, {kind.Type.FullName}");
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
