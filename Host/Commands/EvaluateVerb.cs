using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Core.Configuration;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Logging;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>The verb <c>evaluate</c>: scores, and beside each how it was measured.</summary>
internal static class EvaluateVerb
{
    private static readonly JsonSerializerOptions _oneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Scores a model and prints the scores.</summary>
    public static void Run(EvaluateArguments arguments, VerbContext context)
    {
        CheckFile(arguments);
        using var session = RunSession.Open(arguments.Configuration, null, smoke: false, context);
        var (sheet, weights, isTeacher) = ImageNetworks.IsOnnx(arguments.Model)
            ? OfFile(arguments, session)
            : OfFolder(arguments, session);
        Print(arguments, context.Terminal, session.Run, (sheet.Scores, weights, isTeacher));
        if (arguments.Scores is { } file)
        {
            WriteImages(file, sheet.Images);
            if (!arguments.Json)
            {
                context.Terminal.WriteText($"Wrote {file}, the scores of {sheet.Images.Names.Count} images.");
            }
        }
    }

    private static void Print(
        EvaluateArguments arguments,
        Terminal terminal,
        RunContext run,
        (IReadOnlyList<Score> Scores, string Weights, bool IsTeacher) found
    )
    {
        var source = ResolvedConfiguration.ToNode(run.Options.Data.Source, typeof(PartSelection<IImageSource>))!;
        if (arguments.Json)
        {
            terminal.Output.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        arguments.Model,
                        found.Weights,
                        run.Options.Model.Teacher,
                        found.IsTeacher,
                        Data = source,
                        run.Options.Data.ImageSize,
                        run.Options.Seed,
                        Device = run.Device.ToString(),
                        Arithmetic = ArithmeticRecord.Now(),
                        found.Scores,
                    },
                    RecordJson.Format
                )
            );
            return;
        }

        ScoreTable.Write(terminal, found.Scores);
        terminal.WriteText($"model   {arguments.Model} sha256:{found.Weights[..16]}");
        terminal.WriteText(
            $"images  {run.Options.Data.ImageSize}x{run.Options.Data.ImageSize} of {Short(source)}"
        );
        if (found.IsTeacher)
        {
            terminal.WriteText("The model is the teacher: it is not compared with itself.");
        }
    }

    // Before any work, which may take minutes.
    private static void CheckFile(EvaluateArguments arguments)
    {
        if (arguments.Scores is not { } file)
        {
            return;
        }

        if (Directory.Exists(file) || Path.EndsInDirectorySeparator(file))
        {
            throw new UserException($"'{file}' is a folder; --scores names the file to write.");
        }

        Overwriting.Check([file], arguments.Force);
    }

    private static void WriteImages(string file, ImageScores images)
    {
        if (images.Columns.Count == 0)
        {
            throw new UserException(
                $"'{file}' is not written: no image has a score of its own. Give the configuration a teacher or true "
                    + "images, and l1, psnr, ssim or feature-distance in evaluation.metrics."
            );
        }

        ImageScoresFile.Write(file, images);
    }

    private static (ScoreSheet Sheet, string Weights, bool IsTeacher) OfFolder(
        EvaluateArguments arguments,
        RunSession session
    )
    {
        using var model = ModelFolder.Load(arguments.Model, session.Run.LayerKinds);
        session.FitImages(_ => model.Graph);
        var run = session.Run;
        RunGraphs.Fits(model.Graph, arguments.Model, run.Options.Data.ImageSize);
        var inputs = run.Images.Open(arguments.Split, Domain.Source);
        ImageCheck.Takes(model.Graph, $"'{arguments.Model}'", inputs);
        if (!Logits.AreMadeBy(model.Graph, run.Options.Data.ImageSize))
        {
            ImageCheck.Translates(model.Graph, $"'{arguments.Model}'", ImageSize.Square(run.Options.Data.ImageSize));
        }

        ImageCheck.Comparable(model.Graph, run.Options.Data.ImageSize, run.Images.Open(arguments.Split, Domain.Target));
        using var student = new GraphModule(model.Graph, model.Weights, run.Device);
        student.eval();
        var weights = ModelFolder.WeightsHash(arguments.Model);
        var isTeacher = IsTeacher(run, model.Graph, weights);
        using var teacher = isTeacher || run.Options.Model.Teacher is null ? null : RunNetworks.OpenTeacher(run);
        return (Scoring.Score(run, teacher, student, Scoring.Extractors(run), arguments.Split), weights, isTeacher);
    }

    // A file computes a little else than the folder that it was made of, even the teacher's: it is compared with the
    // teacher.
    private static (ScoreSheet Sheet, string Weights, bool IsTeacher) OfFile(
        EvaluateArguments arguments,
        RunSession session
    )
    {
        using var network = ImageNetworks.Open(
            arguments.Model,
            session.Run.LayerKinds,
            session.Run.Options.Threads
        );
        session.FitImages(network.Ratio, network.InputChannels, network.OutputChannels);
        var run = session.Run;
        var (what, side) = ($"'{arguments.Model}'", run.Options.Data.ImageSize);
        if (network.FixedSize is { } size && size != ImageSize.Square(side))
        {
            throw new UserException(
                $"{what} takes images of {size} only, and data.imageSize is {side}. Export it with --size {side}, or "
                    + $"without --size."
            );
        }

        ImageCheck.Takes(network, what, run.Images.Open(arguments.Split, Domain.Source));
        ImageCheck.Translates(network, what, ImageSize.Square(side));
        ImageCheck.Comparable(network, side, run.Images.Open(arguments.Split, Domain.Target));
        using var teacher = run.Options.Model.Teacher is null ? null : RunNetworks.OpenTeacher(run);
        return (
            Scoring.Score(run, teacher, network, Scoring.Extractors(run), arguments.Split),
            ModelFolder.HashOf(arguments.Model),
            false
        );
    }

    // A copy of the teacher is the teacher.
    private static bool IsTeacher(RunContext run, NetworkGraph graph, string weights) =>
        run.Options.Model.Teacher is { } teacher
        && ModelFolder.WeightsHash(teacher) == weights
        && GraphJson.Write(ModelFolder.ReadGraph(teacher, run.LayerKinds)) == GraphJson.Write(graph);

    private static string Short(JsonNode source) =>
        $"{{{string.Join(
            ", ",
            source
                .AsObject()
                .Where(static entry => entry.Value is not null)
                .Select(static entry => $"\"{entry.Key}\":{entry.Value!.ToJsonString(_oneLine)}")
        )}}}";
}
