using System.Security.Cryptography;
using System.Text;
using GsFramework.Data;
using GsFramework.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The name under which features are kept: a SHA-256 over everything that they depend on. That is the extractor's
/// identity (network, layer, hash of the weights), what it does with images and the build of its code, libtorch's
/// version, the kind of device and its threads, and size and pixels of every image in order, as the data set gives
/// them. So nothing can go stale.
/// </summary>
internal sealed class ReferenceKey : IDisposable
{
    // To be raised when the host itself comes to make other features of the same images, or to write them in another
    // way.
    private const int Version = 2;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins the key of that many images.</summary>
    public ReferenceKey(int count, IFeatureExtractor extractor, Device device)
    {
        var code = extractor.GetType();
        Add(
            $"gsframework reference features {Version}",
            extractor.Identity,
            extractor.Preparation,
            code.FullName ?? "",
            $"{code.Module.ModuleVersionId}",
            torch.__version__,
            $"{device.type}",
            $"{get_num_threads()}",
            $"{count}"
        );
    }

    /// <summary>The key of a data set's first images.</summary>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public static string Of(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        using var key = new ReferenceKey(count, extractor, device);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(FeatureVectors.BatchSize))
        {
            using var step = NewDisposeScope();
            key.Add(ImageStack.Read(images, numbers, CPU));
        }

        return key.Finish();
    }

    /// <summary>Adds images (N, C, H, W) on the CPU.</summary>
    public void Add(Tensor images)
    {
        using var scope = NewDisposeScope();
        foreach (var image in images.to(float32).contiguous().unbind())
        {
            Add(string.Join('x', image.shape));
            _hash.AppendData(image.bytes);
        }
    }

    /// <summary>The key as a file name. Nothing can be added after it.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    // Each text with its length, so that no two lists of texts have the same bytes.
    private void Add(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _hash.AppendData(BitConverter.GetBytes(bytes.Length));
            _hash.AppendData(bytes);
        }
    }
}
