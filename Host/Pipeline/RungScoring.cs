using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;

namespace GsFramework.Host.Pipeline;

/// <summary>Scores the generator of a run that stops before its end, as it is then: what is silent counts as taken out,
/// and nothing of it is trained any further.</summary>
internal static class RungScoring
{
    /// <summary>Writes its scores and costs into the run directory.</summary>
    /// <param name="opened">The run.</param>
    /// <param name="student">The generator as it is trained. It is used no more afterwards.</param>
    public static void Write(OpenedRun opened, GraphModule student)
    {
        var (run, teacher) = (opened.Run, opened.Networks.Teacher);
        (teacher.BFloat16, student.BFloat16) = (false, false);
        using var looking = new EvaluationMode(student);
        var scores = Scoring.Score(run, teacher, student, opened.Extractors, run.ScoredSplit).Scores;
        using var weights = student.CopyWeights();
        var pruned = GraphPruning.Prune(GraphQuantization.FreezeScales(student.Graph, weights), weights);
        using var left = pruned.Weights;
        var size = ImageSize.Square(run.Options.Data.ImageSize);
        new RungRecord
        {
            Updates = run.StopAfter!.Value,
            Macs = MacPair.Of(GraphCost.Of(teacher.Graph, size), GraphCost.Of(pruned.Graph, size)),
            Parameters = SizePair.Of(
                GraphCost.Of(teacher.Graph, size).Parameters,
                GraphCost.Of(pruned.Graph, size).Parameters
            ),
            Scores = scores,
        }.Write(run.Directory);
    }
}
