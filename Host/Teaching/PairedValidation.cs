using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Runs;
using GsFramework.Host.Training;
using GsFramework.Teaching;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Teaching;

/// <summary>The score that a method itself gives to pairs of validation images.</summary>
internal sealed class PairedValidation : IValidationScore
{
    private const int BatchSize = 64;

    private readonly IScoresValidation _method;
    private readonly IImageDataset _images;
    private readonly PartnerImages _targets;

    private PairedValidation(IScoresValidation method, IImageDataset images, IImageDataset targets) =>
        (_method, _images, _targets) = (
            method,
            images,
            new PartnerImages(images, targets, "The validation of this teacher.method")
        );

    /// <summary>Opens the validation images; null where there are none, or no partners of them.</summary>
    public static PairedValidation? Open(IScoresValidation method, RunContext run)
    {
        var (images, targets) = (
            run.Images.Open(Split.Validation, Domain.Source),
            run.Images.Open(Split.Validation, Domain.Target)
        );
        return Math.Min(images.Count, targets.Count) == 0 ? null : new PairedValidation(method, images, targets);
    }

    /// <inheritdoc/>
    public string Name => _method.ScoreName;

    /// <inheritdoc/>
    public string Protocol => $"{_method.ScoreDescription} of {_images.Count} validation images";

    /// <inheritdoc/>
    public double Of(GraphModule generator)
    {
        using var noGrad = no_grad();
        using var looking = new EvaluationMode(generator);
        var sum = 0.0;
        foreach (var indices in Enumerable.Range(0, _images.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var outputs = generator.forward(stack(indices.Select(_images.Load)).to(generator.Device));
            var targets = stack(indices.Select(_targets.Load)).to(generator.Device);
            sum += _method.Score(outputs, targets).item<float>() * indices.Length;
        }

        return sum / _images.Count;
    }

    public void Dispose() { }
}
