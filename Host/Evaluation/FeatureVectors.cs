using GsFramework.Data;
using GsFramework.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>Collects the feature vectors of images that come a few at a time, (N, D) fp32 on the CPU.</summary>
internal sealed class FeatureVectors(IFeatureExtractor extractor) : IDisposable
{
    /// <summary>Images that go through the network together. More are no faster on a CPU and only take
    /// memory.</summary>
    public const int BatchSize = 8;

    private readonly List<Tensor> _parts = [];

    /// <summary>How many images were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds images (N, C, H, W) in [-1, 1]: grey, RGB or RGBA.</summary>
    public void Add(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _parts.Add(extractor.Vectors(FeatureImages.ToRgb(images)).cpu().DetachFromDisposeScope());
        Count += (int)images.shape[0];
    }

    /// <summary>All vectors in the order of their images. It belongs to the caller.</summary>
    /// <exception cref="InvalidOperationException">No image was added.</exception>
    public Tensor ToTensor() =>
        _parts.Count > 0 ? cat(_parts) : throw new InvalidOperationException("There are no images.");

    /// <summary>The vectors of a data set's first images.</summary>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public static FeatureVectors Of(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        var vectors = new FeatureVectors(extractor);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            using var step = NewDisposeScope();
            vectors.Add(ImageStack.Read(images, numbers, device));
        }

        return vectors;
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.ForEach(static part => part.Dispose());
}
