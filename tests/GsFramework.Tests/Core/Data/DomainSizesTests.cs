using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class DomainSizesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(4, 8)]
    [InlineData(8, 4)]
    public void Images_of_each_domain_have_its_size_without_scaling_too(int source, int target)
    {
        foreach (var split in new[] { "train", "val", "test" })
        {
            Put($"{split}A/a.png", source);
            Put($"{split}B/a.png", target);
        }

        var images = Source(new() { Resize = ImageResize.None }, source, target);

        foreach (var split in Enum.GetValues<Split>())
        {
            Assert.Equal([3, source, source], images.Open(split, Domain.Source).Load(0).shape);
            Assert.Equal([3, target, target], images.Open(split, Domain.Target).Load(0).shape);
        }

        Assert.Empty(images.LeftOut);
    }

    [Fact]
    public void Random_crops_of_both_domains_show_the_same_share_of_an_image()
    {
        Put("trainA/a.png", 12);
        Put("trainB/a.png", 24);
        var images = Source(new() { Crop = ImageCrop.Random, LoadSize = 12 }, source: 8, target: 16);
        var last = new CropPlace(0.999, 0.999);

        var (a, b) = (
            (ITrainingImageSet)images.Open(Split.Train, Domain.Source),
            (ITrainingImageSet)images.Open(Split.Train, Domain.Target)
        );

        // Images that are loaded at their own size are cut, not scaled.
        TensorAssert.Same(ImageFile.Load(_folder["trainA", "a.png"])[.., 4.., 4..], a.Load(0, last));
        TensorAssert.Same(ImageFile.Load(_folder["trainB", "a.png"])[.., 8.., 8..], b.Load(0, last));
    }

    [Fact]
    public void Two_sources_of_a_plugin_serve_a_domain_each_and_look_again_together()
    {
        var (source, target) = (new Lossy(2, "a"), new Lossy(5, "a", "b"));
        var both = SizedTargets.Of(source, target);

        Assert.Equal([3, 2, 2], both.Open(Split.Train, Domain.Source).Load(0).shape);
        Assert.Equal([3, 5, 5], both.Open(Split.Train, Domain.Target).Load(0).shape);
        var lossy = Assert.IsAssignableFrom<ILeavesImagesOut>(both);
        Assert.True(lossy.Recheck(Split.Test));
        Assert.Equal((1, 1), (source.Rechecks, target.Rechecks));
        Assert.Equal(["a", "b"], lossy.LeftOut);
    }

    private FolderImageSource Source(FolderImageOptions options, int source, int target) =>
        new(
            options with
            {
                Root = _folder.Path,
            },
            ImageSize.Square(source),
            sizes: new DomainSizes(ImageSize.Square(source), ImageSize.Square(target))
        );

    private void Put(string name, int side)
    {
        using var random = new Generator((ulong)side, CPU);
        ImageFile.Save(_folder[name.Split('/')], (rand([3, side, side], generator: random) * 2) - 1);
    }

    private sealed class Lossy(int side, params string[] left) : IImageSource, ILeavesImagesOut
    {
        public int Rechecks { get; private set; }

        public IReadOnlyList<string> LeftOut => left;

        public IImageDataset Open(Split split, Domain domain) => new MemoryImages(1) { Side = side };

        public bool Recheck(Split split, bool whole)
        {
            Rechecks++;
            return side == 2;
        }
    }
}
