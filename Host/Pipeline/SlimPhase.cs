using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Terms;

namespace GsFramework.Host.Pipeline;

/// <summary>Slims: trains the student with all terms and the minimax game, until every goal is reached or the steps are
/// over. It leaves the slimmed networks as a checkpoint.</summary>
internal sealed class SlimPhase(OpenedRun opened) : RecordedPhase(opened.Run)
{
    public override string Name => PhaseName.Slim;

    protected override IEnumerable<string> Outputs => [opened.Run.Directory.Checkpoint(Name)];

    public override void Open() => opened.OpenImages();

    protected override PhaseRecord Work()
    {
        using var generator = opened.Student();
        var outcome = opened.Train(
            TrainingPhase.Slim,
            generator,
            new TrainingPlan(opened.Run.Options.Training.Slim.Steps)
        );
        return PhaseRecord.Of(outcome.Time, outcome.Steps);
    }
}
