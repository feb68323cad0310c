using System.Diagnostics;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>Loads the model as a user would, counts, scores and draws it, and leaves <c>result.json</c>.</summary>
internal sealed class EvaluatePhase(OpenedRun opened) : IPhase
{
    // Pictures of each kind: a page to look at, not an album.
    internal const int Pictures = 12;

    private readonly RunContext _run = opened.Run;

    public string Name => PhaseName.Evaluate;

    public IReadOnlyList<string> Reads => [PhaseName.FineTune];

    public bool IsFinished => File.Exists(_run.Directory.Result);

    public void Open()
    {
        _ = opened.Extractors;
        RunImages.CheckLate(_run, opened.Networks.Teacher);
    }

    public void RemoveOutputs()
    {
        RunDirectory.RemoveFile(_run.Directory.Result);
        RunDirectory.RemoveFile(_run.Directory.Scores);
        _run.Directory.RemoveSamples("final");
        RemovePictures();
    }

    public void Run()
    {
        // The compact network is scored in fp32, so is the teacher.
        var teacher = opened.Networks.Teacher;
        teacher.BFloat16 = false;
        using var model = ModelFolder.Load(_run.Directory.Model, _run.LayerKinds);
        using var compact = new GraphModule(model.Graph, model.Weights, _run.Device);
        compact.eval();
        var sheet = Scoring.Score(_run, teacher, compact, opened.Extractors, _run.ScoredSplit);
        if (sheet.Images.Columns.Count > 0)
        {
            ImageScoresFile.Write(_run.Directory.Scores, sheet.Images);
        }

        Draw(teacher, compact, ImageRanking.Of(sheet.Images));
        Result(teacher.Graph, model.Graph, sheet.Scores).Write(_run.Directory);
    }

    private void RemovePictures()
    {
        var directory = _run.Directory;
        foreach (var folder in new[] { directory.Pictures, directory.WorstPictures, directory.MedianPictures })
        {
            RunDirectory.RemoveFolder(folder);
        }
    }

    private void Draw(GraphModule teacher, GraphModule compact, ImageRanking? ranking) =>
        _run.Reading(_run.ScoredSplit, () =>
        {
            RemovePictures();
            var (tests, truth) = (
                _run.Images.Open(_run.ScoredSplit, Domain.Source),
                _run.Images.Open(_run.ScoredSplit, Domain.Target)
            );
            const int rows = 8;
            using (_run.Progress.Measure(WorkName.Samples, Math.Min(rows, tests.Count)))
            {
                SampleGrid.Save(_run.Directory.Sample("final"), tests, teacher, compact, rows, truth);
            }

            // Those that were scored, so that each has its place in the order.
            Save(_run.Directory.Pictures, SampleRows.Spaced(Scoring.Limit(_run, tests), Pictures));
            if (ranking is not null)
            {
                // By name, since an image that was lost meanwhile has moved the numbers of those behind it.
                var numbers = Enumerable
                    .Range(0, tests.Count)
                    .GroupBy(tests.NameOf)
                    .ToDictionary(static group => group.Key, static group => group.First());
                IEnumerable<int> Found(IEnumerable<RankedImage> images) =>
                    images.Where(image => numbers.ContainsKey(image.Name)).Select(image => numbers[image.Name]);
                Save(_run.Directory.WorstPictures, Found(ranking.Worst(Pictures)));
                Save(_run.Directory.MedianPictures, Found(ranking.Median(Pictures)));
            }

            void Save(string folder, IEnumerable<int> images)
            {
                int[] chosen = [.. images];
                using var measured = _run.Progress.Measure(WorkName.Pictures, chosen.Length);
                SamplePictures.Save(folder, tests, teacher, compact, chosen, truth);
            }
        });

    // As slimming left them: what follows trains them further, or takes them back to what they were.
    private IReadOnlyDictionary<string, ScaleHistogram> Scales()
    {
        var path = _run.Directory.Checkpoint(PhaseName.Slim);
        if (!File.Exists(path))
        {
            return new Dictionary<string, ScaleHistogram>();
        }

        try
        {
            using var file = Checkpoints.Read(path, "Only the report needs it, and does without it.");
            return LayerTable.Scales(opened.SlimmedGraph(), Checkpoints.Part(file, GeneratorTraining.Generator));
        }
        catch (UserException fault)
        {
            _run.Log.Warning("The scales γ are not known: {Reason}", fault.Message);
            return new Dictionary<string, ScaleHistogram>();
        }
    }

    private RunResult Result(NetworkGraph teacher, NetworkGraph model, IReadOnlyList<Score> scores)
    {
        var (directory, options, side) = (_run.Directory, _run.Options, _run.Options.Data.ImageSize);
        var size = ImageSize.Square(side);
        var (before, after) = (GraphCost.Of(teacher, size), GraphCost.Of(model, size));
        var (slim, fineTune) = (directory.State.Finished(PhaseName.Slim), directory.State.Finished(PhaseName.FineTune));
        var extract = directory.State.Phase(PhaseName.Extract);
        var total = opened.Total;
        var layers = new LayerTable(teacher, model, size);
        return new RunResult
        {
            Name = options.Name,
            Method = MethodName.Of(options, model),
            MethodOptions = options.Method is null
                ? null
                : ResolvedConfiguration.ToNode(options.Method, typeof(PartSelection<ICompressionMethod>)),
            Seed = options.Seed,
            Smoke = directory.State.Origin is { IsSmoke: true },
            ImageSize = side,
            Macs = MacPair.Of(before, after),
            Parameters = SizePair.Of(before.Parameters, after.Parameters),
            Bytes = SizePair.Of(
                ModelFolder.WeightBytes(options.Model.Teacher!),
                ModelFolder.WeightBytes(directory.Model)
            ),
            Channels = layers.Rows(
                LayerTable.Bytes(options.Model.Teacher!),
                LayerTable.Bytes(directory.Model),
                Scales()
            ),
            Drawing = layers.Drawing(),
            Extraction = new ExtractionRecord((extract ?? slim).MaxAbsDifference),
            Kept = fineTune.Kept,
            Scores = scores,
            Search = directory.State.Search is { Round: { } round } search
                ? new SearchRounds(round, search.FirstComparable)
                : null,
            Steps = new TrainingSteps(slim.Steps, fineTune.Steps),
            Seconds = new TrainingTimes(slim.Seconds, fineTune.Seconds, total.Seconds),
            CpuSeconds = new TrainingTimes(slim.CpuSeconds, fineTune.CpuSeconds, total.CpuSeconds),
            PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Device = _run.Device.ToString(),
            Precision = directory.State.Precision,
            Arithmetic = ArithmeticRecord.Now(),
            Arithmetics = directory.State.Origin?.Arithmetics ?? [],
            Machines = ComputedOn.Of(directory.State.Origin),
            UnreadableImages = _run.LeftOut,
            Choices = RunCosts.Of(directory).Choices,
            Warnings = Warnings() is { Length: > 0 } warnings ? warnings : null,
        };
    }

    private string[] Warnings() =>
        [
            .. new[] { PhaseName.Slim, PhaseName.Extract, PhaseName.FineTune }
                .SelectMany(phase => _run.Directory.State.Phase(phase)?.Warnings ?? [])
                .Concat(_run.Warnings.Take())
                .Distinct(),
        ];
}
