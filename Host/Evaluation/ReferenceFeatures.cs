using System.Security.Cryptography;
using System.Text;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Host.Interchange;
using Serilog;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The features of real images, kept on the disk under the hash of all that they depend on: the extractor's weights and code,
/// the device and its threads, and the pixels of every image in order. A file that is missing or damaged is made anew, and one
/// that cannot be written is a warning.
/// </summary>
/// <param name="folder">Where they are kept, or null to compute them each time.</param>
/// <param name="log">Gets the warning.</param>
internal sealed class ReferenceFeatures(string? folder, ILogger log)
{
    private const string Format = "reference features 1";
    private const string Entry = "features";

    /// <summary>Keeps nothing.</summary>
    public static ReferenceFeatures Off { get; } = new(null, Logger.None);

    /// <summary><c>gsframework</c> in the user's cache folder, or null where the user has none.</summary>
    /// <param name="cacheHome">XDG_CACHE_HOME.</param>
    /// <param name="home">The user's folder.</param>
    public static string? DefaultFolder(string? cacheHome, string? home) =>
        Path.IsPathRooted(cacheHome) ? Path.Combine(cacheHome!, "gsframework")
        : string.IsNullOrEmpty(home) ? null
        : Path.Combine(home, ".cache", "gsframework");

    /// <summary>The feature vectors (N, D) of a data set's first images. They belong to the caller.</summary>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public Tensor Of(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        if (folder is null)
        {
            return Compute(images, count, extractor, device);
        }

        var path = Path.Combine(folder, "features", $"{Key(images, count, extractor, device)}.safetensors");
        if (Find(path, count) is { } kept)
        {
            return kept;
        }

        var features = Compute(images, count, extractor, device);
        Keep(path, features, extractor);
        return features;
    }

    private static Tensor Compute(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        using var vectors = FeatureVectors.Of(images, count, extractor, device);
        return vectors.ToTensor();
    }

    // Identity has the weights' hash, the module's version changes with its code: both decide what the features are.
    private static string Key(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(
            '\n', Format, extractor.Identity, extractor.Preparation, extractor.GetType().FullName,
            extractor.GetType().Module.ModuleVersionId, device.type, get_num_threads(), count)));
        for (var number = 0; number < count; number++)
        {
            using var scope = NewDisposeScope();
            var image = images.Load(number).to(float32).cpu().contiguous();
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{string.Join('x', image.shape)}\n"));
            hash.AppendData(image.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Tensor? Find(string path, int count)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = SafeTensors.Read(path);
            return file.Tensors.TryGetValue(Entry, out var features) && features.shape is [var rows, _] && rows == count
                && features.dtype == ScalarType.Float32 && file.Metadata.GetValueOrDefault("sha256") == HashOf(features)
                    ? features.clone() : null;
        }
        catch (UserException)
        {
            return null;
        }
    }

    private void Keep(string path, Tensor features, IFeatureExtractor extractor)
    {
        try
        {
            SafeTensors.Write(path, [KeyValuePair.Create(Entry, features)], new Dictionary<string, string>
            {
                ["extractor"] = extractor.Identity,
                ["sha256"] = HashOf(features),
            });
        }
        catch (UserException fault)
        {
            log.Warning("The features of the real images are not kept for the next time: {Reason}", fault.Message);
        }
    }

    private static string HashOf(Tensor features)
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(SHA256.HashData(features.contiguous().bytes));
    }
}
