using System.Text.Json;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Interchange;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Runs;
using GsFramework.Models;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>benchmark</c>: what models take, measured in turn.</summary>
internal static class BenchmarkVerb
{
    /// <summary>The generator of <c>--synthetic</c>.</summary>
    public const string SyntheticGenerator = "cyclegan-resnet";

    public static void Run(BenchmarkArguments arguments, VerbContext context)
    {
        if (arguments.Layers is { } layers)
        {
            LayersVerb.Run(arguments, layers, context);
            return;
        }

        if (arguments.Models.Count == 0 && arguments.Synthetic is null)
        {
            throw new UserException("Nothing to measure: give a model's folder or an .onnx file, or --synthetic.");
        }

        CheckReport(arguments);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        Devices.OpenCpu(arguments.Settings.Threads, context.Log);
        using var models = new TimedModels(catalog.LayerKinds, arguments.Settings, context.Log);
        foreach (var (model, name) in arguments.Models.Zip(ModelNames.Of(arguments.Models)))
        {
            models.Add(model, arguments.Formats, name);
        }

        if (arguments.Synthetic is { } synthetic)
        {
            using var parts = new PartFactory(catalog, context.Log);
            var graph = parts.CreateGraph(new PartSelection<IGeneratorFactory>(SyntheticGenerator));
            SyntheticModels.AddTo(
                models,
                graph,
                synthetic,
                arguments.Settings,
                arguments.Formats ?? TimedModels.UsualFormats
            );
        }

        var rows = Measured(models.All, arguments, context);
        if (arguments.Report is { } report)
        {
            AtomicFile.WriteAllText(report, BenchmarkPage.Write(rows));
        }

        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(JsonSerializer.Serialize(rows, RecordJson.Format));
            return;
        }

        BenchmarkTable.Write(context.Terminal.OutputConsole, rows);
        if (arguments.Report is not null)
        {
            context.Terminal.WriteText($"Wrote {arguments.Report}. Open it in a browser.");
        }
    }

    private static IReadOnlyList<BenchmarkRow> Measured(
        IReadOnlyList<TimedModel> models,
        BenchmarkArguments arguments,
        VerbContext context
    )
    {
        using var progress = context.StartProgress();
        var rows = Benchmark.Run(
            models,
            arguments.Settings,
            TimeProvider.System,
            context.Log,
            (done, count) => progress.Report("benchmark", done, count, []),
            context.Cancellation
        );
        if (!arguments.Memory)
        {
            return rows;
        }

        var bytes = new List<long?>();
        foreach (var model in models)
        {
            bytes.Add(
                MemoryProbe.Measure(
                    model,
                    arguments.Settings,
                    arguments.PluginFolders,
                    context.Log,
                    context.Cancellation
                )
            );
            progress.Report("memory", bytes.Count, models.Count, []);
        }

        return [.. rows.Zip(bytes, static (row, peak) => row with { PeakMemoryBytes = peak })];
    }

    private static void CheckReport(BenchmarkArguments arguments)
    {
        if (arguments.Report is not { } report)
        {
            return;
        }

        PagePath.Check("--report", report);
        Overwriting.Check([report], arguments.Force);
    }
}
