using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Features;
using GsFramework.Host.Evaluation;
using GsFramework.Tests.Core.Composition;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Evaluation;

public sealed class ReferenceFeaturesTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly MeanColor _extractor = new();
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

        using var computed = new ReferenceFeatures(_folder["other cache"], _log.Logger).Of(
            changing,
            3,
            _extractor,
            CPU
        );
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
    public void Tests_keep_nothing_in_the_users_folder() =>
        Assert.Equal(OwnCache.Folder, Environment.GetEnvironmentVariable("XDG_CACHE_HOME"));

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
            3,
            _extractor,
            CPU
        );
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
    public void What_was_not_used_for_longest_makes_room()
    {
        // Three vectors of three numbers and a header: a few hundred bytes each, so two files fit.
        using var a = Of(size: 8);
        var one = new FileInfo(Kept().Single());
        Age(one.FullName, hours: 3);
        using var b = Of(size: 4);
        Age(Kept().Single(path => path != one.FullName), hours: 2);
        using var again = Of(size: 8);
        using var c = Limited(5 * one.Length / 2).Of(Images(16), 3, _extractor, CPU);

        Assert.Equal(2, Kept().Length);
        Assert.Contains(one.FullName, Kept());
        using var found = Of(size: 8);
        Assert.Equal(9, _extractor.Images);
        using var remade = Of(size: 4);
        Assert.Equal(12, _extractor.Images);
        TensorAssert.Same(b, remade);
    }

    [Fact]
    public void The_newest_stays_whatever_its_size_and_what_is_no_feature_is_left_alone()
    {
        Directory.CreateDirectory(_folder["cache", "features"]);
        File.WriteAllText(_folder["cache", "features", "mine.safetensors"], "mine");
        var begun = _folder["cache", "features", $".{new string('a', 64)}.safetensors.{new string('b', 32)}.tmp"];
        File.WriteAllText(begun, "half");
        using var a = Limited(1).Of(Images(8), 3, _extractor, CPU);
        Assert.True(File.Exists(begun));
        Age(begun, hours: 30);

        using var b = Limited(1).Of(Images(4), 3, _extractor, CPU);

        Assert.Equal(2, Directory.GetFiles(_folder["cache", "features"]).Length);
        Assert.True(File.Exists(_folder["cache", "features", "mine.safetensors"]));
        Assert.False(File.Exists(begun));
    }

    [Fact]
    public void Several_that_make_room_at_once_all_get_their_features()
    {
        int[] sizes = [4, 5, 6, 7, 8];
        var expected = sizes.Select(size => ReferenceFeatures.Off.Of(Images(size), 3, _extractor, CPU)).ToArray();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, worker =>
        {
            for (var i = 0; i < 40; i++)
            {
                var which = (i + worker) % sizes.Length;
                using var features = Limited(700).Of(Images(sizes[which]), 3, _extractor, CPU);
                TensorAssert.Same(expected[which], features);
            }
        });

        Assert.All(expected, static tensor => tensor.Dispose());
        Assert.DoesNotContain(_log.Lines, static line => line.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void It_lies_in_the_users_cache_folder()
    {
        Assert.Equal("/caches/gsframework", ReferenceFeatures.DefaultFolder("/caches", "/home/me"));
        Assert.Equal("/home/me/.cache/gsframework", ReferenceFeatures.DefaultFolder("", "/home/me"));
        Assert.Equal("/home/me/.cache/gsframework", ReferenceFeatures.DefaultFolder("relative", "/home/me"));
        Assert.Null(ReferenceFeatures.DefaultFolder(null, ""));
    }

    private ReferenceFeatures Limited(long bytes) => new(_folder["cache"], _log.Logger, bytes);

    private string[] Kept() => Directory.GetFiles(_folder["cache", "features"]);

    private static void Age(string path, int hours) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));

    private Tensor Of(int size = 8, int count = 3, IFeatureExtractor? extractor = null) =>
        new ReferenceFeatures(_folder["cache"], _log.Logger).Of(Images(size), count, extractor ?? _extractor, CPU);

    private Files Images(int size) =>
        new([.. Directory.GetFiles(_folder["images"]).Order(StringComparer.Ordinal)], size);

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

        public void Dispose() { }
    }
}
