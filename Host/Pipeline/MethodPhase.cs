using GsFramework.Core.Composition.Failures;
using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>Runs a compression method, such as an evolutionary search, in the place of slimming and
/// extraction.</summary>
internal sealed class MethodPhase(OpenedRun opened, PartSelection<ICompressionMethod> selection)
    : RecordedPhase(opened.Run)
{
    private readonly RunContext _run = opened.Run;

    // What it leaves takes the place of what slimming does.
    public override string Name => PhaseName.Slim;

    protected override IEnumerable<string> Outputs =>
        ModelFolder.Files.Select(file => Path.Combine(_run.Directory.Extracted, file));

    private string StateFolder => Path.Combine(_run.Directory.Root, "checkpoints", "method");

    public override void Open() => _ = opened.Networks;

    public override void RemoveOutputs()
    {
        base.RemoveOutputs();
        _run.Directory.State.Search = null;
        MetricsLog.Remove(_run.Directory.Root, PhaseName.Search);
        RunDirectory.RemoveFolder(StateFolder);
        ExtractedModel.Remove(_run.Directory);
    }

    protected override PhaseRecord Work()
    {
        Directory.CreateDirectory(StateFolder);
        using var discriminator = opened.Networks.Discriminator();
        using var reverse = RunNetworks.Frozen(
            _run,
            _run.Options.Model.ReverseTeacher,
            opened.Networks.OutputSide
        );
        using var reverseDiscriminator = RunNetworks.Frozen(_run, _run.Options.Model.ReverseDiscriminator);
        using var progress = new MethodProgressLog(_run);
        var network = Compress(
            new MethodContext
            {
                Teacher = opened.Networks.Teacher,
                Discriminator = discriminator,
                ReverseTeacher = reverse,
                ReverseDiscriminator = reverseDiscriminator,
                Images = _run.Images,
                ImageSize = ImageSize.Square(_run.Options.Data.ImageSize),
                Device = _run.Device,
                Seed = _run.Options.Seed,
                StateFolder = StateFolder,
                Log = _run.Log,
                Progress = progress,
                Cancellation = _run.Cancellation,
            }
        );
        opened.Earlier += progress.Before;
        var time = progress.Time;
        ExtractedModel.Save(_run.Directory, network, _run.LayerKinds);
        return PhaseRecord.Of(time, steps: 0);
    }

    private PrunedNetwork Compress(MethodContext context)
    {
        try
        {
            var method = _run.Parts.Create(selection);
            var part = PartName.Of(method, selection.Kind);
            return PluginCode.Run(part, PluginPhase.Compress, () => method.Compress(context))
                ?? throw PluginCode.Broken(part, PluginPhase.Compress, "it returned no network.");
        }
        catch (OperationCanceledException fault)
        {
            // A method does not know the run's directory, and the user must.
            throw new OperationCanceledException(
                $"{fault.Message} Continue with '{Shell.Command("resume", _run.Directory.Root)}'.",
                fault,
                _run.Cancellation
            );
        }
    }
}
