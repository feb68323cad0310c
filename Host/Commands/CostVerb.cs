using System.Globalization;
using System.Text.Json;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Interchange;
using GsFramework.Host.Pipeline;
using Spectre.Console;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>cost</c>: what a network costs, without running it.</summary>
internal static class CostVerb
{
    public static void Run(CostArguments arguments, VerbContext context)
    {
        var (graph, side, bytes) = Directory.Exists(arguments.Target) ? OfFolder(arguments, context) : OfConfiguration(arguments, context);
        var cost = Costs(graph, side);
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(
                new { Height = side, Width = side, cost.Macs, cost.ReferenceMacs, cost.Weights, cost.Parameters, Bytes = bytes },
                CompressionResult.Format));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).Title($"{side}x{side}").AddColumns("", "");
        table.Columns[1].RightAligned();
        table.AddRow("MACs, exact rule", Count(cost.Macs));
        table.AddRow("MACs, reference rule of the papers", Count(cost.ReferenceMacs));
        table.AddRow("weights of convolutions", Count(cost.Weights));
        table.AddRow("all parameters", Count(cost.Parameters));
        table.AddRow("bytes on disk", bytes is { } size ? Count(size) : "-");
        context.Terminal.OutputConsole.Write(table);
    }

    private static (NetworkGraph Graph, int Side, long? Bytes) OfFolder(CostArguments arguments, VerbContext context)
    {
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        return (ModelFolder.ReadGraph(arguments.Target, catalog.LayerKinds), arguments.Size ?? 256, ModelFolder.WeightBytes(arguments.Target));
    }

    private static (NetworkGraph Graph, int Side, long? Bytes) OfConfiguration(CostArguments arguments, VerbContext context)
    {
        var (options, catalog) = context.Load(new ConfigurationArguments(arguments.Target, arguments.Sets, arguments.PluginFolders, NeedsImages: false));
        using var disposed = catalog;
        var side = arguments.Size ?? options.Data.ImageSize;
        if (options.Model.Generator is { } generator)
        {
            using var parts = new PartFactory(catalog, context.Log, new WeightsReader(), new ImageSize(side, side));
            return (parts.CreateGraph(generator), side, null);
        }

        var folder = options.Model.Teacher
            ?? throw new UserException($"{arguments.Target} names no network: give model.generator or model.teacher.");
        return (ModelFolder.ReadGraph(folder, catalog.LayerKinds), side, ModelFolder.WeightBytes(folder));
    }

    private static GraphCost Costs(NetworkGraph graph, int side)
    {
        try
        {
            return GraphCost.Of(graph, side, side);
        }
        catch (GraphException fault)
        {
            throw new UserException($"The network does not take images of {side}x{side}: {fault.Message} Choose another --size.", fault);
        }
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
