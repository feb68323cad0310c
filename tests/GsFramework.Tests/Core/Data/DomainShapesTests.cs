using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class DomainShapesTests : IDisposable
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

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 16)]
    [InlineData(8, 24)]
    [InlineData(8, 4)]
    [InlineData(8, 12)]
    public void Random_crops_of_a_pair_show_the_same_to_the_pixel(int source, int target)
    {
        // Images that are loaded at their own size are cut, not scaled.
        var (input, output) = (Put("trainA/a.png", 2 * source), Put("trainB/a.png", 2 * target));
        var images = Source(new() { Crop = ImageCrop.Random, LoadSize = 2 * source }, source, target);
        var inputs = images.Open(Split.Train, Domain.Source);
        var partners = new PartnerImages(inputs, images.Open(Split.Train, Domain.Target), "The test");
        using var loader = new BatchLoader(new ImageBatches(inputs, 1, seed: 1, flip: true));
        var places = new HashSet<CropPlace>();
        for (var step = 0; step < 40; step++)
        {
            var (batch, truth) = partners.Next(loader, step);
            var place = batch.Plan.Crops!.Single();
            places.Add(place);
            var (down, right) = ((int)(place.Down * (source + 1)), (int)(place.Right * (source + 1)));
            var flip = batch.Plan.Flips.Single();

            TensorAssert.Same(Part(input, down, right, source, flip), batch.Images[0]);
            TensorAssert.Same(
                Part(output, down * target / source, right * target / source, target, flip),
                truth[0]
            );
        }

        Assert.Equal(40, places.Count);
    }

    [Fact]
    public void Both_domains_are_loaded_in_the_ratio_of_their_sizes()
    {
        // 286/256 of 20 is 22.3, and of 40 44.7: twice 22, or places would not fit.
        Put("trainA/a.png", 22);
        Put("trainB/a.png", 44);
        var images = Source(new() { Crop = ImageCrop.Random }, source: 20, target: 40);

        var target = (ITrainingImageSet)images.Open(Split.Train, Domain.Target);

        TensorAssert.Same(
            ImageFile.Load(_folder["trainB", "a.png"])[.., 4.., 4..],
            target.Load(0, new CropPlace(0.999, 0.999))
        );
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
            shapes: new DomainShapes(new FeatureShape(3, source, source), new FeatureShape(3, target, target))
        );

    private static Tensor Part(Tensor image, int down, int right, int side, bool flip)
    {
        var part = image[.., down..(down + side), right..(right + side)];
        return flip ? part.flip(-1) : part;
    }

    private Tensor Put(string name, int side)
    {
        using var random = new Generator((ulong)side, CPU);
        var file = _folder[name.Split('/')];
        ImageFile.Save(file, (rand([3, side, side], generator: random) * 2) - 1);
        return ImageFile.Load(file);
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
