using System.Security.Cryptography;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Features;
using Serilog;
using Serilog.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Host.Evaluation;

/// <summary>
/// The features of real images, kept on the disk under the <see cref="ReferenceKey"/> of all that they depend on. A
/// file that is damaged is made again with a warning, and one that cannot be written is a warning. What was not used
/// for longest is deleted when they come to take too much room.
/// </summary>
/// <param name="folder">Where they are kept, or null to compute them each time.</param>
/// <param name="log">Gets the warnings.</param>
/// <param name="mostBytes">Room for all of them.</param>
internal sealed class ReferenceFeatures(string? folder, ILogger log, long mostBytes = long.MaxValue)
{
    private const string Entry = "features";
    private const string Check = "sha256";

    /// <summary>Keeps nothing.</summary>
    public static ReferenceFeatures Off { get; } = new(null, Logger.None);

    /// <summary>What <c>evaluation.cache</c> and <c>evaluation.cacheFolder</c> ask for.</summary>
    public static ReferenceFeatures Open(EvaluationOptions options, ILogger log) =>
        new(
            !options.Cache
                ? null
                : options.CacheFolder
                    ?? DefaultFolder(
                        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
                        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
                    ),
            log,
            (long)options.CacheMegabytes << 20
        );

    /// <summary><c>gsframework</c> in the user's cache folder, or null where the user has none.</summary>
    /// <param name="cacheHome">XDG_CACHE_HOME.</param>
    /// <param name="home">The user's folder.</param>
    public static string? DefaultFolder(string? cacheHome, string? home) =>
        Path.IsPathRooted(cacheHome) ? Path.Combine(cacheHome!, "gsframework")
        : string.IsNullOrEmpty(home) ? null
        : Path.Combine(home, ".cache", "gsframework");

    /// <summary>The feature vectors (N, D), fp32 on the CPU, of a data set's first images. They belong to the
    /// caller.</summary>
    /// <exception cref="UserException">An image cannot be read.</exception>
    public Tensor Of(IImageDataset images, int count, IFeatureExtractor extractor, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (folder is null)
        {
            using var all = FeatureVectors.Of(images, count, extractor, device);
            return all.ToTensor().MoveToOuterDisposeScope();
        }

        if (Find(PathOf(ReferenceKey.Of(images, count, extractor, device)), count) is { } kept)
        {
            return kept.MoveToOuterDisposeScope();
        }

        // Hashed again, with the very pixels that are described: files may have changed in between.
        using var key = new ReferenceKey(count, extractor, device);
        using var vectors = new FeatureVectors(extractor);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(FeatureVectors.BatchSize))
        {
            using var step = NewDisposeScope();
            var batch = ImageStack.Read(images, numbers, CPU);
            key.Add(batch);
            vectors.Add(batch.to(device));
        }

        var features = vectors.ToTensor();
        Keep(PathOf(key.Finish()), features, extractor);
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>True where the features of these images are kept. All images are read to find out.</summary>
    public bool Has(IImageDataset images, int count, IFeatureExtractor extractor, Device device) =>
        folder is not null && File.Exists(PathOf(ReferenceKey.Of(images, count, extractor, device)));

    private string PathOf(string key) => KeptFeatures.PathOf(folder!, key);

    private Tensor? Find(string path, int count)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = SafeTensors.Read(path);
            if (
                file.Tensors.TryGetValue(Entry, out var features)
                && features.shape is [var rows, > 0]
                && rows == count
                && features.dtype == ScalarType.Float32
                && file.Metadata.GetValueOrDefault(Check) == HashOf(features)
            )
            {
                KeptFeatures.Touch(path);
                return features.clone();
            }

            log.Warning("'{Path}' is damaged: the features of the real images are computed again", path);
        }
        catch (UserException fault) when (File.Exists(path))
        {
            log.Warning("The features of the real images are computed again: {Reason}", fault.Message);
        }
        catch (UserException)
        {
            // Another process has made room just now.
        }

        return null;
    }

    private void Keep(string path, Tensor features, IFeatureExtractor extractor)
    {
        try
        {
            SafeTensors.Write(
                path,
                [KeyValuePair.Create(Entry, features)],
                new Dictionary<string, string> { ["extractor"] = extractor.Identity, [Check] = HashOf(features) }
            );
            KeptFeatures.MakeRoom(folder!, mostBytes, path);
        }
        catch (UserException fault)
        {
            log.Warning(
                "The features of the real images are not kept for the next time: {Reason} Name a folder with "
                    + "evaluation.cacheFolder, "
                    + "or set evaluation.cache to false.",
                fault.Message
            );
        }
    }

    private static string HashOf(Tensor features)
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(SHA256.HashData(features.contiguous().bytes));
    }
}
