using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Pipeline;

namespace GsFramework.Host.Teaching.Classification;

/// <summary>The cross entropy of the validation images' labels.</summary>
internal sealed class CrossEntropyValidation : IValidationScore
{
    private readonly IImageDataset _images;
    private readonly IImageDataset _labels;

    private CrossEntropyValidation(IImageDataset images, IImageDataset labels) => (_images, _labels) = (images, labels);

    /// <summary>Opens the validation images; null where there are none or no labels of them.</summary>
    public static CrossEntropyValidation? Open(RunContext run)
    {
        var (images, labels) = (run.Images.Open(Split.Validation, Domain.Source), run.Images.Open(Split.Validation, Domain.Target));
        return Math.Min(images.Count, labels.Count) == 0 ? null : new CrossEntropyValidation(images, labels);
    }

    /// <inheritdoc/>
    public string Name => "validationCrossEntropy";

    /// <inheritdoc/>
    public string Protocol => $"mean cross entropy in nats of {_images.Count} validation images";

    /// <inheritdoc/>
    public double Of(GraphModule generator) => ValidationCrossEntropy.Of(null, generator, _images, _labels);

    public void Dispose()
    {
    }
}
