using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>Extracts: takes the silent channels out of the slimmed generator, measures that it still computes the same,
/// and leaves the network with which fine-tuning begins.</summary>
internal sealed class ExtractPhase(OpenedRun opened) : RecordedPhase(opened.Run)
{
    private readonly RunContext _run = opened.Run;

    public override string Name => PhaseName.Extract;

    public override IReadOnlyList<string> Reads => [PhaseName.Slim];

    protected override IEnumerable<string> Outputs =>
        ModelFolder.Files.Select(file => Path.Combine(_run.Directory.Extracted, file));

    // Earlier versions noted both phases as one.
    public override bool IsFinished =>
        base.IsFinished || _run.Directory.State.Phase(PhaseName.Slim)?.MaxAbsDifference is not null;

    public override void Open() => _ = (opened.Networks, opened.Terms);

    public override void RemoveOutputs()
    {
        base.RemoveOutputs();
        if (_run.Directory.State.Phase(PhaseName.Slim) is { MaxAbsDifference: not null } note)
        {
            _run.Directory.State.Phase(PhaseName.Slim, note with { MaxAbsDifference = null });
        }

        ExtractedModel.Remove(_run.Directory);
    }

    protected override PhaseRecord Work()
    {
        var clock = new RunClock();
        using var slimmed = opened.Student();
        Checkpoints.Load(
            _run.Directory.Checkpoint(PhaseName.Slim),
            $"'{Shell.Command("resume", _run.Directory.Root, "--from", PhaseName.Slim)}' slims again.",
            file => GeneratorTraining.Restore(slimmed, file)
        );
        var size = ImageSize.Square(_run.Options.Data.ImageSize);
        var extraction = _run.Reading(Split.Validation, () =>
            Extraction.Run(
                slimmed,
                _run.Images.Open(Split.Validation, Domain.Source),
                size,
                _run.Options.Seed,
                _run.Progress
            )
        );
        var (difference, tolerance) = (extraction.MaxAbsDifference, _run.Options.Pruning.Tolerance);
        _run.Log.Information(
            "Extracted the compact generator: max |masked - compact| = {Difference:E1} over {Images} images",
            difference,
            extraction.Images
        );
        if (difference > tolerance && slimmed.Graph.Nodes.Any(static node => node.Layer.NormalizesAcrossChannels))
        {
            _run.Log.Warning(
                "The generator has norms over several channels, whose statistics change when channels are taken out: "
                    + "the compact generator is another function than the slimmed one. Fine-tuning begins with it"
            );
        }
        else if (difference > tolerance)
        {
            throw new InvalidOperationException(
                $"The compact generator differs from the slimmed one by {difference:E2}, more than pruning.tolerance "
                    + $"= {tolerance}."
            );
        }

        ExtractedModel.Save(_run.Directory, Chosen(extraction, slimmed), _run.LayerKinds);
        return PhaseRecord.Of(clock.Elapsed, steps: 0) with { MaxAbsDifference = difference };
    }

    // What fine-tuning begins with.
    private PrunedNetwork Chosen(ExtractionOutcome extraction, GraphModule slimmed)
    {
        if (!_run.Options.Training.Rewind)
        {
            return extraction.Network;
        }

        extraction.Network.Weights.Dispose();
        using var before = opened.Networks.Student(slimmed.Graph);
        _run.Log.Information("Rewinding: the kept channels get back the weights that they had before slimming");
        return Rewinding.Run(slimmed, before);
    }
}
