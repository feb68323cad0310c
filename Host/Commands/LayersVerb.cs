using System.Text.Json;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Benchmarking.Layers;
using GsFramework.Host.Reporting;
using GsFramework.Models;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary><c>benchmark --layers</c>: what the layers of a network take.</summary>
internal static class LayersVerb
{
    private static readonly string[] _formats =
    [
        OnnxInt8Format.FormatName,
        OnnxFormat.SingleName,
        OnnxFormat.HalfName,
    ];

    public static void Run(BenchmarkArguments arguments, LayersArguments layers, VerbContext context)
    {
        if (layers.Out is { } target)
        {
            Overwriting.Check([target], arguments.Force);
        }

        var isSynthetic = arguments.Synthetic is not null;
        if (arguments.Models.Count + (isSynthetic ? 1 : 0) != 1)
        {
            throw new UserException("--layers measures one network: give one model's folder, or --synthetic.");
        }

        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        Devices.OpenCpu(arguments.Settings.Threads, context.Log);
        var (model, graph) = isSynthetic
            ? ("synthetic", Synthetic(catalog, context))
            : (arguments.Models[0], Stored(arguments.Models[0], catalog));
        var format = Format(arguments.Formats, graph, isSynthetic);
        var benchmark = Measured(model, graph, format, arguments, layers, context);
        if (layers.Out is { } file)
        {
            AtomicFile.WriteAllText(file, RecordJson.Text(benchmark));
        }

        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(benchmark, RecordJson.Format));
            return;
        }

        LayerTimesTable.Write(context.Terminal.OutputConsole, benchmark);
        if (layers.Out is not null)
        {
            context.Terminal.WriteText($"Wrote {layers.Out}.");
        }
    }

    private static LayerBenchmark Measured(
        string model,
        NetworkGraph graph,
        string format,
        BenchmarkArguments arguments,
        LayersArguments layers,
        VerbContext context
    )
    {
        using var progress = context.StartProgress();
        var clock = TimeProvider.System;
        var shape = new OnnxShape();
        try
        {
            WorkingMemory.Check(graph, arguments.Settings.Size, batch: 1);
            var times = new LayerMeasuring(arguments.Settings, clock)
            {
                Report = (done, count) => progress.Report("layers", done, count, []),
                Cancellation = context.Cancellation,
            }.Measure(graph, format, shape);
            var checks = LayerCheck.Of(
                times,
                graph,
                layers.Checks,
                shape,
                arguments.Settings,
                clock,
                (done, count) => progress.Report("check", done, count, []),
                context.Cancellation
            );
            return new LayerBenchmark(model, times, checks);
        }
        catch (GraphException fault)
        {
            throw new UserException(
                $"'{model}' cannot be measured as {format} with images of {arguments.Settings.Size}: {fault.Message} "
                    + "Choose another --size or --formats.",
                fault
            );
        }
    }

    private static NetworkGraph Synthetic(PluginCatalog catalog, VerbContext context)
    {
        using var parts = new PartFactory(catalog, context.Log);
        return parts.CreateGraph(new PartSelection<IGeneratorFactory>(BenchmarkVerb.SyntheticGenerator));
    }

    private static NetworkGraph Stored(string model, PluginCatalog catalog) =>
        ImageNetworks.IsOnnx(model)
            ? throw new UserException(
                $"--layers measures networks with fewer channels, which a file in ONNX cannot be made to: give the "
                    + $"MODEL folder that '{model}' was exported from."
            )
            : ModelFolder.ReadGraph(model, catalog.LayerKinds);

    private static string Format(IReadOnlyList<string>? asked, NetworkGraph graph, bool isSynthetic) =>
        asked switch
        {
            null => isSynthetic || OnnxInt8Format.HasRanges(graph) ? OnnxInt8Format.FormatName : OnnxFormat.SingleName,
            [var format] when _formats.Contains(format) => format,
            _ => throw new UserException(
                $"--layers measures one format: give one of {string.Join(", ", _formats)} to --formats."
            ),
        };
}
