using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Host.Data;
using GsFramework.Host.Evaluation;
using GsFramework.Tests.Host.Composition;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public sealed class ReferenceFeaturesTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly MeanColour _extractor = new();
    private readonly CollectedLog _log = new();

    public ReferenceFeaturesTests()
    {
        foreach (var (name, value) in new[] { ("a", 0f), ("b", 0.5f), ("c", -0.5f) })
        {
            ImageFile.Save(_folder["images", $"{name}.png"], full([3, 8, 8], value));
        }
    }

    public void Dispose()
    {
        _extractor.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_same_images_are_looked_at_once()
    {
        using var first = Of();
        using var again = Of();

        TensorAssert.Same(first, again);
        Assert.Equal(3, _extractor.Images);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_changed_image_is_noticed()
    {
        using var first = Of();
        ImageFile.Save(_folder["images", "b.png"], full([3, 8, 8], 1f));

        using var changed = Of();

        Assert.Equal(6, _extractor.Images);
        Assert.Equal(1, changed[1, 0].item<float>());
    }

    [Fact]
    public void An_image_that_changes_between_hashing_and_describing_is_kept_as_what_it_became()
    {
        using var before = Of();
        var (old, changing) = (_extractor.Images, new Changing(Images(8), _folder["images", "b.png"]));

        using var computed = new ReferenceFeatures(_folder["other cache"], _log.Logger).Of(changing, 3, _extractor, CPU);
        using var after = new ReferenceFeatures(_folder["other cache"], _log.Logger).Of(Images(8), 3, _extractor, CPU);

        Assert.Equal(1, computed[1, 0].item<float>());
        TensorAssert.Same(computed, after);
        Assert.Equal(old + 3, _extractor.Images);
        ImageFile.Save(_folder["images", "b.png"], full([3, 8, 8], 0.5f));
        using var back = new ReferenceFeatures(_folder["other cache"], _log.Logger).Of(Images(8), 3, _extractor, CPU);
        TensorAssert.Same(before, back);
    }

    [Fact]
    public void More_than_a_batch_of_images_is_hashed_alike_both_times()
    {
        using var scope = NewDisposeScope();
        var images = new TensorImages(ScorerTests.Names, ScorerTests.Noise(1));
        Tensor Features() => new ReferenceFeatures(_folder["cache"], _log.Logger).Of(images, 20, _extractor, CPU);

        var first = Features();

        TensorAssert.Same(first, Features());
        Assert.Equal(20, _extractor.Images);
    }

    [Fact]
    public void Tests_keep_nothing_in_the_users_folder() => Assert.Equal(
        OwnCache.Folder, Environment.GetEnvironmentVariable("XDG_CACHE_HOME"));

    [Fact]
    public void Another_order_number_size_or_network_is_noticed()
    {
        using var first = Of();

        using var smaller = Of(size: 4);
        Assert.Equal(6, _extractor.Images);
        using var fewer = Of(count: 2);
        Assert.Equal(8, _extractor.Images);
        using var reordered = new ReferenceFeatures(_folder["cache"], _log.Logger).Of(
            new Files([_folder["images", "b.png"], _folder["images", "a.png"], _folder["images", "c.png"]], 8),
            3, _extractor, CPU);
        Assert.Equal(11, _extractor.Images);
        using var other = new OtherWeights();
        using var retrained = Of(extractor: other);
        Assert.Equal(5, Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public void A_damaged_file_is_made_anew(int at)
    {
        using var first = Of();
        var path = Directory.GetFiles(_folder["cache", "features"]).Single();
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? ^1 : at] ^= 0x10;
        File.WriteAllBytes(path, bytes);

        using var again = Of();

        TensorAssert.Same(first, again);
        Assert.Equal(6, _extractor.Images);
        Assert.Contains("computed again", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal(bytes.Length, new FileInfo(path).Length);
        using var repaired = Of();
        Assert.Equal(6, _extractor.Images);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_time_but_no_score()
    {
        File.WriteAllText(_folder["file"], "in the way");

        using var features = new ReferenceFeatures(_folder["file"], _log.Logger).Of(Images(8), 3, _extractor, CPU);

        Assert.Equal([3, 3], features.shape);
        Assert.Contains("evaluation.cacheFolder", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void It_lies_in_the_users_cache_folder()
    {
        Assert.Equal("/caches/gsframework", ReferenceFeatures.DefaultFolder("/caches", "/home/me"));
        Assert.Equal("/home/me/.cache/gsframework", ReferenceFeatures.DefaultFolder("", "/home/me"));
        Assert.Equal("/home/me/.cache/gsframework", ReferenceFeatures.DefaultFolder("relative", "/home/me"));
        Assert.Null(ReferenceFeatures.DefaultFolder(null, ""));
    }

    private Tensor Of(int size = 8, int count = 3, IFeatureExtractor? extractor = null) =>
        new ReferenceFeatures(_folder["cache"], _log.Logger).Of(Images(size), count, extractor ?? _extractor, CPU);

    private Files Images(int size) => new([.. Directory.GetFiles(_folder["images"]).Order(StringComparer.Ordinal)], size);

    private sealed class Files(IReadOnlyList<string> paths, int size) : IImageDataset
    {
        public int Count => paths.Count;

        public string NameOf(int index) => Path.GetFileNameWithoutExtension(paths[index]);

        public Tensor Load(int index) => ImageFile.Load(paths[index], size);
    }

    // Saves another image once the last has been given for the first time.
    private sealed class Changing(IImageDataset images, string path) : IImageDataset
    {
        private bool _changed;

        public int Count => images.Count;

        public string NameOf(int index) => images.NameOf(index);

        public Tensor Load(int index)
        {
            var image = images.Load(index);
            if (index == Count - 1 && !_changed)
            {
                ImageFile.Save(path, full([3, 8, 8], 1f));
                _changed = true;
            }

            return image;
        }
    }

    private sealed class OtherWeights : IFeatureExtractor
    {
        public string Identity => "mean-colour sha256:1";

        public IReadOnlyList<Tensor> Maps(Tensor images) => [images];

        public Tensor Vectors(Tensor images) => images.mean([2, 3]);

        public void Dispose()
        {
        }
    }
}
