using GsFramework.Core.Composition;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Host.Runs;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.Host.Pipeline;

/// <summary>What a compression method, such as an evolutionary search, made in the place of slimming.</summary>
/// <param name="Network">The compact generator. The receiver disposes its weights.</param>
/// <param name="Work">What it took, over interruptions.</param>
/// <param name="Before">The part of it that an earlier process did.</param>
internal sealed record MethodOutcome(PrunedNetwork Network, Work Work, Work Before)
{
    /// <summary>Runs a method.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; the method has written its state.</exception>
    public static MethodOutcome Of(RunContext run, RunNetworks networks, PartSelection<ICompressionMethod> selection)
    {
        var state = Path.Combine(run.Directory.Root, "checkpoints", "method");
        Directory.CreateDirectory(state);
        using var discriminator = networks.Discriminator();
        using var reverse = RunNetworks.Frozen(run, run.Options.Model.ReverseTeacher);
        using var reverseDiscriminator = RunNetworks.Frozen(run, run.Options.Model.ReverseDiscriminator);
        using var progress = new MethodProgressLog(run);
        var context = new MethodContext
        {
            Teacher = networks.Teacher,
            Discriminator = discriminator,
            ReverseTeacher = reverse,
            ReverseDiscriminator = reverseDiscriminator,
            Images = run.Images,
            ImageSize = ImageSize.Square(run.Options.Data.ImageSize),
            Device = run.Device,
            Seed = run.Options.Seed,
            StateFolder = state,
            Log = run.Log,
            Progress = progress,
            Cancellation = run.Cancellation,
        };
        try
        {
            var method = run.Parts.Create(selection);
            var part = PartName.Of(method, selection.Kind);
            var network = PluginCode.Run(part, PluginPhase.Compress, () => method.Compress(context))
                ?? throw PluginCode.Broken(part, PluginPhase.Compress, "it returned no network.");
            return new MethodOutcome(network, progress.Work, progress.Before);
        }
        catch (OperationCanceledException fault)
        {
            // A method does not know the run's directory, and the user must.
            throw new OperationCanceledException($"{fault.Message} Continue with '{Shell.Command("resume", run.Directory.Root)}'.", fault, run.Cancellation);
        }
    }
}
