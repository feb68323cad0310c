using GsFramework.CoEvolution;
using GsFramework.Host.Comparison;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Host.Reporting.Html;
using GsFramework.Host.Reporting.Html.Comparison;
using GsFramework.Host.Runs;
using GsFramework.Host.Verification;
using Serilog.Core;
using TorchSharp;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>The readers of what runs and comparisons note, and the pages and tables that are made of it.</summary>
internal static class RecordReaders
{
    public static IReadOnlyList<string> Names { get; } =
        [
            "result.json",
            "comparison.json",
            "state.json",
            "images.json",
            "metrics.csv",
            "scores.csv",
            "plugins.lock.json",
            "search.json",
        ];

    public static IEnumerable<(string Name, Func<Reader> Make)> All(Prepared prepared)
    {
        yield return ("result.json", () => OfRun(prepared, "result.json", JsonMutation.Of, Show));
        yield return ("comparison.json", () => Comparison(prepared));
        yield return ("state.json", () => OfRun(prepared, "state.json", JsonMutation.Of, ReadState));
        yield return ("images.json", () => Images(prepared));
        yield return ("metrics.csv", () => OfRun(prepared, "metrics.csv", FormatMutation.Table, ReadMetrics));
        yield return (
            "scores.csv",
            () =>
                OfRun(prepared, "scores.csv", FormatMutation.Table, static run => RunReport.Write(RunFiles.Read(run)))
        );
        yield return (
            "plugins.lock.json",
            () =>
                OfRun(prepared, "plugins.lock.json", JsonMutation.Of, run =>
                    RunPluginLock.Changes(run, prepared.Catalog)
                )
        );
        yield return ("search.json", () => Search(prepared));
    }

    private static Reader OfRun(
        Prepared prepared,
        string file,
        Func<byte[], Random, byte[]> damage,
        Action<RunDirectory> read
    )
    {
        var run = new RunDirectory(prepared.CopyOf(prepared.Project.Whole, file));
        var path = Path.Combine(run.Root, file);
        return new Reader(file, [prepared.OfRun(file)], damage, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            read(run);
        });
    }

    private static void Show(RunDirectory run)
    {
        _ = FinishedRun.Unwritten(run);
        _ = RunReport.Write(RunFiles.Read(run));
        ResultTable.Write(Nowhere().OutputConsole, RunResult.Read(run));
    }

    private static Reader Comparison(Prepared prepared)
    {
        var root = prepared.CopyOf(prepared.Project.Compared, "comparison.json");
        var path = Path.Combine(root, ComparisonResult.FileName);
        return new Reader(
            "comparison.json",
            [File.ReadAllBytes(Path.Combine(prepared.Project.Compared, ComparisonResult.FileName))],
            JsonMutation.Of,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                _ = ComparisonReport.Write(ComparisonRunFiles.Read(path));
                var result = ComparisonResult.Read(path);
                _ = ComparisonMarkdown.Of(result);
                ComparisonTables.Write(Nowhere(), result);
            }
        );
    }

    private static void ReadState(RunDirectory run)
    {
        _ = RunRecord.Read(run.Root);
        _ = (run.State.Search, run.State.Budget, run.State.Teacher);
        foreach (var phase in new[] { PhaseName.Slim, PhaseName.Extract, PhaseName.FineTune, PhaseName.Evaluate })
        {
            _ = run.State.Phase(phase);
            if (run.State.Phase(phase) is not null)
            {
                PhaseFiles.Check(run, phase);
            }
        }

        _ = RunReport.Write(RunFiles.Read(run));
    }

    private static void ReadMetrics(RunDirectory run)
    {
        var path = MetricsLog.In(run.Root);
        _ = MetricsLog.Count(run.Root, PhaseName.Slim, 2);
        _ = RunReport.Write(RunFiles.Read(run));
        _ = MetricsRecord.Read(path);
        MetricsLog.Remove(run.Root, PhaseName.FineTune);
        new MetricsLog(run.Root, PhaseName.Slim, fromStep: 1).Dispose();
        foreach (var events in Directory.EnumerateFiles(run.Root, "events.*").ToArray())
        {
            File.Delete(events);
        }
    }

    private static Reader Images(Prepared prepared)
    {
        var run = new RunContext
        {
            Options = null!,
            Directory = new RunDirectory(prepared.CopyOf(prepared.Project.Whole, HeldImages.FileName)),
            Parts = null!,
            Plugins = prepared.Catalog,
            LayerKinds = prepared.Catalog.LayerKinds,
            Images = new NamesOnly(),
            Device = torch.CPU,
            Log = Logger.None,
            Progress = null!,
        };
        var path = Path.Combine(run.Directory.Root, HeldImages.FileName);
        return new Reader(HeldImages.FileName, [prepared.OfRun(HeldImages.FileName)], JsonMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            HeldImages.Compare(run);
            _ = HeldImages.Changes(run, run.Directory.Root).Count();
        });
    }

    private static Reader Search(Prepared prepared)
    {
        const string name = "search.json";
        var path = prepared.NewFile(name, name);
        var file = new StateFile(Path.GetDirectoryName(path)!, "settings", "networks", 2, (4, null));
        Individual[] individuals = [new([true, false, true, true], 0.5, 1), new([true, true, false, true], 0.25, 2)];
        file.Write(new SearchState(1, new Population(individuals), null));
        return new Reader(name, [File.ReadAllBytes(path)], JsonMutation.Of, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            _ = file.Read();
        });
    }

    private static Terminal Nowhere() => new(TextWriter.Null, TextWriter.Null, isLive: false);
}
