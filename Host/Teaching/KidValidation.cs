using GsFramework.Core.Composition.Parts;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Graph;
using GsFramework.Host.Evaluation;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>
/// KID of the translated validation images of A to the training images of B: the unbiased estimate from all images at
/// once, the same features as the scores of a compression.
/// </summary>
internal sealed class KidValidation : IValidationScore
{
    private const int MostTargets = 1000;

    private readonly RunContext _run;
    private readonly IFeatureExtractor _extractor;
    private readonly Tensor _targets;

    private KidValidation(RunContext run, IFeatureExtractor extractor, Tensor targets) =>
        (_run, _extractor, _targets) = (run, extractor, targets);

    // Opened again each time: images may be lost while the run continues.
    private IImageDataset Inputs => _run.Images.Open(Split.Validation, Domain.Source);

    /// <summary>Computes the targets' features; null where there are fewer than two validation images.</summary>
    public static KidValidation? Open(RunContext run)
    {
        IImageDataset Targets() => run.Images.Open(Split.Train, Domain.Target);
        if (Math.Min(run.Images.Open(Split.Validation, Domain.Source).Count, Targets().Count) < 2)
        {
            return null;
        }

        var extractor = run.Parts.CreateExtractor(run.Options.Evaluation.Features);
        using var scope = NewDisposeScope();
        var references = ReferenceFeatures.Open(run.Options.Evaluation, run.Log);
        var features = run.Reading(Split.Validation, () =>
            Targets().Count < 2
                ? null
                : references.Of(Targets(), Math.Min(MostTargets, Targets().Count), extractor, run.Device)
        );
        return features is null
            ? null
            : new KidValidation(run, extractor, features.to(float64).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public string Name => "validationKid";

    /// <inheritdoc/>
    public string Protocol =>
        $"KID (unbiased, cubic kernel, all images at once) of {Inputs.Count} translated validation images to "
        + $"{_targets.shape[0]} training images of B, features {_extractor.Identity}";

    /// <inheritdoc/>
    /// <remarks>NaN when fewer than two images are left.</remarks>
    public double Of(GraphModule generator)
    {
        var inputs = Inputs;
        if (inputs.Count < 2)
        {
            return double.NaN;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var looking = new EvaluationMode(generator);
        var outputs = new TranslatedImages(inputs, generator.call, generator.Device);
        using var vectors = FeatureVectors.Of(outputs, outputs.Count, _extractor, generator.Device);
        return MaximumMeanDiscrepancy.Of(vectors.ToTensor().to(float64), _targets).Value;
    }

    public void Dispose() => _targets.Dispose();
}
