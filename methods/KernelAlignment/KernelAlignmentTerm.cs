using GsFramework;
using GsFramework.Graph;
using GsFramework.Terms;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace Methods.KernelAlignment;

/// <summary>
/// Distillation by global kernel alignment, as in CAT (Jin et al., "Teachers Do More Than Teach: Compressing
/// Image-to-Image Models", CVPR 2021): what is alike to a layer of the teacher must be alike to the student's,
/// <code>
/// L = Σ over layers l   1 - KA(X_l of G, X_l of G0)
/// </code>
/// with <see cref="Alignment"/>. No layer that maps channels onto channels has to be learnt.
/// </summary>
/// <remarks>The paper's loss is -Σ KA, which has the same gradient; written so it is 0 for the teacher.</remarks>
internal sealed class KernelAlignmentTerm(KernelAlignmentOptions options, ILogger log) : ICompressionTerm, ITapsLayers
{
    public const string Key = "kernel-alignment";

    private bool _warned;

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
        [.. ComparedLayers.Of(student, options.Layers)];

    /// <inheritdoc/>
    /// <exception cref="UserException">There are no such layers, or there is nothing to compare an image
    /// with.</exception>
    public Tensor? Loss(StepContext step)
    {
        Check(step);
        var layers = ComparedLayers.Of(step.Generator.Graph, options.Layers);
        if (layers.Count > 0)
        {
            return stack([.. layers.Select(layer => 1 - Of(step, layer))]).sum();
        }

        if (!_warned)
        {
            log.Warning("{Term} has nothing to compare: no such layer is left of the generator", Key);
            _warned = true;
        }

        return null;
    }

    private static Tensor Of(StepContext step, string layer)
    {
        var (student, teacher) = step.Features[layer];
        return Alignment.Of(student, teacher);
    }

    private void Check(StepContext step)
    {
        if (step.Input.shape[0] < 2)
        {
            throw new UserException(
                $"objective.terms.{Key} compares the images of a batch with one another, and there is one. Set "
                    + "data.batchSize to 2 or more."
            );
        }

        // The compact generator of fine-tuning may well lack what pruning has taken out.
        if (step.Phase == TrainingPhase.Slim && Fault(step.Generator.Graph) is { } fault)
        {
            throw new UserException(
                $"objective.terms.{Key}.layers: {fault}. 'gs cost MODEL' lists the names of its layers."
            );
        }
    }

    private string? Fault(NetworkGraph generator) =>
        options.Layers.Count == 0 && ComparedLayers.Of(generator, []).Count == 0
            ? "the generator has no residual blocks"
        : ComparedLayers.Missing(generator, options.Layers) is { } missing
            ? $"no layer of the generator matches '{missing}'"
        : null;
}
