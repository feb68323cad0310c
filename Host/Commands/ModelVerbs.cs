using System.Globalization;
using System.Text.Json;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Data;
using GsFramework.Host.Interchange;
using GsFramework.Host.Pipeline;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Commands;

/// <summary>The verbs that look at a model or use it.</summary>
internal static class ModelVerbs
{
    public static void Cost(CostArguments arguments, VerbContext context)
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

    public static void Translate(TranslateArguments arguments, VerbContext context)
    {
        var jobs = TranslationJobs.Plan(arguments.In, arguments.Out, arguments.Force, context.Log);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        Devices.SetThreads(0);
        using var model = ModelFolder.Load(arguments.Model, catalog.LayerKinds);
        using var generator = new GraphModule(model.Graph, model.Weights);
        generator.eval();
        var left = 0;
        foreach (var (source, target) in jobs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            try
            {
                var image = ImageFile.Load(source);
                ImageFile.Save(target, Fitted(generator, image, source));
                context.Log.Information("{Source} -> {Target}", source, target);
            }
            catch (UnreadableImageException fault) when (++left < jobs.Count)
            {
                context.Log.Warning("Left out: {Reason}", fault.Message);
            }
        }

        if (left > 0)
        {
            context.Log.Warning("{Left} of {Images} images could not be read and were left out", left, jobs.Count);
        }
    }

    // The strided layers want sides that are multiples of 4 or so: the image is extended by its border and cut back.
    private static Tensor Fitted(GraphModule generator, Tensor image, string source)
    {
        const int multiple = 32;
        var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
        static int Up(int side) => Math.Max((side + multiple - 1) / multiple, 1) * multiple;
        var padded = nn.functional.pad(image.unsqueeze(0), [0, Up(width) - width, 0, Up(height) - height], PaddingModes.Replicate);
        try
        {
            ImageCheck.Translates(generator.Graph, "The model", Up(height), Up(width));
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{source}' does not fit the model: {fault.Message}", fault);
        }

        return generator.forward(padded).squeeze(0).narrow(1, 0, height).narrow(2, 0, width);
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
            return (parts.Create(generator).Create(), side, null);
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
