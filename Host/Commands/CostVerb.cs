using System.Globalization;
using System.Text.Json;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using Spectre.Console;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>cost</c>: what a network costs, without running it.</summary>
internal static class CostVerb
{
    public static void Run(CostArguments arguments, VerbContext context)
    {
        var (graph, what, side, setting, bytes) = Directory.Exists(arguments.Target)
            ? OfFolder(arguments, context)
            : OfConfiguration(arguments, context);
        _ = GraphFit.At(graph, what, side, setting);
        var cost = GraphCost.Of(graph, ImageSize.Square(side));
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        Height = side,
                        Width = side,
                        cost.Macs,
                        cost.ReferenceMacs,
                        cost.Weights,
                        cost.Parameters,
                        Bytes = bytes,
                    },
                    RecordJson.Format
                )
            );
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).Title($"{ImageSize.Square(side)}").AddColumns("", "");
        table.Columns[1].RightAligned();
        table.AddRow("MACs, exact rule", Count(cost.Macs));
        table.AddRow("MACs, reference rule of the papers", Count(cost.ReferenceMacs));
        table.AddRow("weights of convolutions", Count(cost.Weights));
        table.AddRow("all parameters", Count(cost.Parameters));
        table.AddRow("bytes on disk", bytes is { } size ? Count(size) : "-");
        context.Terminal.OutputConsole.Write(table);
    }

    private static (NetworkGraph Graph, string What, int Side, string Setting, long? Bytes) OfFolder(
        CostArguments arguments,
        VerbContext context
    )
    {
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        return (
            ModelFolder.ReadGraph(arguments.Target, catalog.LayerKinds),
            arguments.Target,
            arguments.Size ?? 256,
            "--size",
            ModelFolder.WeightBytes(arguments.Target)
        );
    }

    private static (NetworkGraph Graph, string What, int Side, string Setting, long? Bytes) OfConfiguration(
        CostArguments arguments,
        VerbContext context
    )
    {
        var (options, catalog) = context.Load(
            new ConfigurationArguments(arguments.Target, arguments.Sets, arguments.PluginFolders, NeedsImages: false)
        );
        using var disposed = catalog;
        var (side, setting) = arguments.Size is { } size
            ? (size, "--size")
            : (options.Data.ImageSize, "data.imageSize");
        if (options.Model.Generator is { } generator)
        {
            using var parts = new PartFactory(catalog, context.Log, new WeightsReader(), new ImageSize(side, side));
            return (parts.CreateGraph(generator), $"model.generator '{generator.Kind}'", side, setting, null);
        }

        var folder = options.Model.Teacher
            ?? throw new UserException($"{arguments.Target} names no network: give model.generator or model.teacher.");
        return (
            ModelFolder.ReadGraph(folder, catalog.LayerKinds),
            folder,
            side,
            setting,
            ModelFolder.WeightBytes(folder)
        );
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
