using GsFramework.Core.Arithmetic.Native;
using GsFramework.Core.Export;
using GsFramework.Core.Export.Onnx;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Benchmarking;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace GsFramework.Host.Pipeline;

/// <summary>Times the dense and the compact network as ONNX files, in turn, and notes it in <c>result.json</c>. A file
/// that cannot be made is left out with a warning: no run fails for it.</summary>
internal sealed class LatencyPhase(RunContext run) : IPhase
{
    private const int WarmUp = 3;
    private const int FewestRounds = 20;
    private const int MostRounds = 100;

    // Small networks take so little time that one busy moment shows: they are timed more often.
    private const double MacsPerNetwork = 5e10;

    public string Name => PhaseName.Latency;

    public IReadOnlyList<string> Reads => [PhaseName.FineTune];

    public bool IsFinished =>
        File.Exists(run.Directory.Result)
        && (!run.Options.Evaluation.Latency || !FinishedRun.LacksLatency(run.Directory));

    public void Run()
    {
        var folder = TemporaryFolder.Create("gs-latency-");
        try
        {
            var settings = new BenchmarkSettings(
                ImageSize.Square(run.Options.Data.ImageSize),
                Batch: 1,
                WarmUp,
                run.TimedRounds ?? Rounds(RunResult.Read(run.Directory).Macs.Dense),
                run.Options.Threads
            );
            IReadOnlyList<(TimedModel Model, bool? ComputesModel)> files =
            [
                .. Dense(settings, folder.FullName),
                .. Compact(folder.FullName),
            ];
            var rows = files.Count == 0 ? [] : Times([.. files.Select(static file => file.Model)], settings);
            var record = new LatencyRecord
            {
                Height = settings.Size.Height,
                Width = settings.Size.Width,
                Threads = settings.UsedThreads,
                Rounds = settings.Runs,
                Processor = Processor.Name,
                Prediction = LatencyPrediction.Of(run),
                OnnxRuntime = OrtEnv.Instance().GetVersionString(),
                Networks =
                [
                    .. rows.Zip(
                        files,
                        (row, file) =>
                            new TimedNetwork(row.Model, row.Format, row.Bytes, row.MedianMs, row.P95Ms, row.LeastMs)
                            {
                                ComputesModel = file.ComputesModel,
                                TimesFaster = TimesFaster(rows, row),
                            }
                    ),
                ],
            };
            (RunResult.Read(run.Directory) with { Latency = record }).Write(run.Directory);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void RemoveOutputs()
    {
        if (RunResult.Find(run.Directory) is { Latency: not null } result)
        {
            (result with { Latency = null }).Write(run.Directory);
        }
    }

    // Round by round: what slowed the machine down has slowed both.
    private static double? TimesFaster(IReadOnlyList<BenchmarkRow> rows, BenchmarkRow row) =>
        rows.FirstOrDefault(static row => row is { Model: LatencyRecord.Dense, Format: OnnxFormat.SingleName })
            is { } dense
            ? Latency.Of([.. dense.RoundsMs.Zip(row.RoundsMs, static (before, after) => before / after)]).Median
            : null;

    /// <summary>How often networks are timed, by the dense one's multiply-accumulates.</summary>
    public static int Rounds(long macs) =>
        (int)Math.Clamp(MacsPerNetwork / Math.Max(1, macs), FewestRounds, MostRounds);

    /// <summary>The same with those before which nothing is timed.</summary>
    public static int AllRounds(long macs) => WarmUp + Rounds(macs);

    private IReadOnlyList<BenchmarkRow> Times(IReadOnlyList<TimedModel> models, BenchmarkSettings settings)
    {
        // From one report to the next.
        IDisposable? round = null;
        try
        {
            return Benchmark.Run(
                models,
                settings,
                TimeProvider.System,
                run.Log,
                (done, count) =>
                {
                    round?.Dispose();
                    run.Progress.Count(WorkName.Rounds, done, count);
                    round = done < count ? run.Progress.Measure(WorkName.Rounds) : null;
                },
                run.Cancellation
            );
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Interrupted in {Name}. Continue with '{Shell.Command("resume", run.Directory.Root)}'.",
                run.Cancellation
            );
        }
    }

    // Its times do not depend on what its ranges are good for, so made-up images will do for them; whether a file in
    // integers computes G0 is not asked.
    private List<(TimedModel Model, bool? ComputesModel)> Dense(BenchmarkSettings settings, string folder)
    {
        var teacher = run.Options.Model.Teacher!;
        using var scope = NewDisposeScope();
        using var loaded = ModelFolder.Load(teacher, run.LayerKinds);
        var images = new ExportImages([Benchmark.Images(settings, loaded.Graph.InputChannels)], "made-up image");
        var files = new List<(TimedModel, bool?)>();
        foreach (var format in Formats(loaded.Graph))
        {
            var job = RunExport.Job(run, loaded, teacher, format) with
            {
                CheckImages = new Lazy<ExportImages>(images),
                CalibrationImages = format is OnnxInt8Format ? () => images : null,
            };
            if (Written(LatencyRecord.Dense, format, job, folder) is var (path, _))
            {
                files.Add((Timed(LatencyRecord.Dense, format, path), null));
            }
        }

        return files;
    }

    // The very files that the run leaves; others are made.
    private IEnumerable<(TimedModel Model, bool? ComputesModel)> Compact(string folder)
    {
        var exports = RunResult.Read(run.Directory).Exports ?? [];
        using var loaded = ModelFolder.Load(run.Directory.Model, run.LayerKinds);
        foreach (var format in Formats(loaded.Graph))
        {
            if (
                exports.FirstOrDefault(file => file.Format == format.Name) is { } export
                && Path.Combine(run.Directory.Root, export.File) is var file
                && File.Exists(file)
            )
            {
                yield return (Timed(LatencyRecord.Compact, format, file), export.ComputesModel);
            }
            else if (
                Written(
                    LatencyRecord.Compact,
                    format,
                    RunExport.Job(run, loaded, run.Directory.Model, format),
                    folder
                )
                is var (path, computesModel)
            )
            {
                yield return (Timed(LatencyRecord.Compact, format, path), computesModel);
            }
        }
    }

    private (string Path, bool? ComputesModel)? Written(
        string network,
        IModelFormat format,
        ExportJob job,
        string folder
    )
    {
        var path = Path.Combine(folder, network + format.Extension);
        try
        {
            return (path, format.Write(job, path).ComputesModel);
        }
        catch (Exception fault) when (fault is UserException or InvalidOperationException)
        {
            run.Log.Warning(
                "The {Network} network is not timed as {Format}: {Reason}",
                network,
                format.Name,
                fault.Message
            );
            return null;
        }
    }

    private TimedModel Timed(string network, IModelFormat format, string path) =>
        new(network, format.Name, path)
        {
            Name = network,
            Bytes = new FileInfo(path).Length,
            Open = () => ImageNetworks.Open(path, run.LayerKinds, run.Options.Threads),
        };

    // In fp32 and in integers where these can compute it, and in what else the run exports.
    private IEnumerable<IModelFormat> Formats(NetworkGraph graph)
    {
        var wanted = RecordedConfiguration.Read(run.Directory).Export?.Formats ?? [];
        return ModelFormats.All.Where(format =>
            format.Name switch
            {
                OnnxFormat.SingleName => true,
                OnnxInt8Format.FormatName => !OnnxInt8Format.HasClamps(graph),
                OnnxFormat.HalfName => wanted.Contains(format.Name),
                _ => false,
            }
        );
    }
}
