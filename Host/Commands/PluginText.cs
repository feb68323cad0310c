using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Configuration;
using GsFramework.Core.Options;
using GsFramework.Host.Logging;
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
        Terminal terminal
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
            terminal.WriteText($"{plugin.Name} {plugin.Version}  {plugin.Path}");
            foreach (var part in contents.Parts.Select(static part => part.Metadata))
            {
                terminal.WriteText(
                    $"  {ContractNames.Of(part.Contract).PadRight(contracts)}  {part.Key.PadRight(keys)}  "
                        + $"{part.Summary}",
                    indent: contracts + keys + 6
                );
            }

            foreach (var kind in contents.LayerKinds)
            {
                terminal.Output.WriteLine($"  {LayerKind.PadRight(contracts)}  {kind.Name}");
            }

            if (contents.IsEmpty)
            {
                terminal.Output.WriteLine("  no parts");
            }
        }

        foreach (var fault in faults)
        {
            terminal.Output.WriteLine();
            terminal.WriteText($"cannot be used: {fault.Plugin}  {fault.Path}");
            terminal.WriteText($"  {fault.Phase}: {fault.Reason}", indent: 2);
            terminal.WriteText($"  {fault.Remedy}", indent: 2);
        }
    }

    /// <summary>Parts with their options, and layer kinds with their types.</summary>
    public static void WriteOptions(IEnumerable<PluginContents> plugins, Terminal terminal)
    {
        foreach (var contents in plugins)
        {
            terminal.Output.WriteLine($"{contents.Plugin.Name} {contents.Plugin.Version}");
            terminal.Output.WriteLine($"  file    {contents.Plugin.Path}");
            terminal.Output.WriteLine($"  sha256  {contents.Plugin.Sha256}");
            foreach (var part in contents.Parts)
            {
                terminal.Output.WriteLine();
                terminal.WriteText(
                    $"{part.Metadata.Key}: {ContractNames.Of(part.Metadata.Contract)}. {part.Metadata.Summary}"
                );
                WriteOptions(OptionsShape.Defaults(part.Metadata.Options), 1, terminal);
            }

            foreach (var kind in contents.LayerKinds)
            {
                terminal.Output.WriteLine();
                terminal.Output.WriteLine($"{kind.Name}: {LayerKind}, {kind.Type.FullName}");
            }
        }
    }

    private static void WriteOptions(object options, int depth, Terminal terminal)
    {
        var indent = new string(' ', 2 * depth);
        var shape = OptionsShape.Of(options.GetType());
        if (shape.Count == 0)
        {
            terminal.Output.WriteLine($"{indent}no options");
        }

        foreach (var property in shape)
        {
            var value = property.Get(options);
            var range = property.Range is null ? "" : " " + ScalarText.Limits(property);
            terminal.WriteText(
                $"{indent}{property.Name}: {property.Type.Noun()}{range}{Default(property, value)}",
                indent.Length + 4
            );
            if (property.Description is not null)
            {
                terminal.WriteText($"{indent}    {property.Description}", indent.Length + 4);
            }

            if (property.Type.Form == OptionForm.Options)
            {
                WriteOptions(value ?? OptionsShape.Defaults(property.Type.Type), depth + 1, terminal);
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
