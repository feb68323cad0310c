using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class ImageBatchesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_step_has_the_same_images_in_whatever_order_steps_are_asked_for()
    {
        var forward = new ImageBatches(new MemoryImages(10), 3, seed: 7, flip: true);
        var resumed = new ImageBatches(new MemoryImages(10), 3, seed: 7, flip: true);

        foreach (var step in new long[] { 11, 0, 5, 4, 1_000_000_000_000 })
        {
            var (a, b) = (forward.Plan(step), resumed.Plan(step));
            _ = resumed.Plan(step + 1);
            Assert.Equal(a.Indices, b.Indices);
            Assert.Equal(a.Flips, b.Flips);
        }
    }

    [Fact]
    public void The_order_is_the_same_in_every_version_of_the_program()
    {
        var plan = new ImageBatches(new MemoryImages(10), 5, seed: 1, flip: true).Plan(3);

        Assert.Equal(ExpectedIndices, plan.Indices);
        Assert.Equal(ExpectedFlips, plan.Flips);
    }

    [Fact]
    public void An_epoch_shows_every_image_at_most_once_and_drops_what_fills_no_batch()
    {
        var batches = new ImageBatches(new MemoryImages(10), 3, seed: 1, flip: false);
        var seen = new HashSet<int>();
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var indices = Enumerable.Range(0, 3).SelectMany(i => batches.Plan((epoch * 3) + i).Indices).ToArray();
            Assert.Equal(9, indices.Distinct().Count());
            seen.UnionWith(indices);
        }

        Assert.Equal(3, batches.StepsPerEpoch);
        Assert.Equal(10, seen.Count);
    }

    [Fact]
    public void Epochs_seeds_and_streams_differ()
    {
        var images = new MemoryImages(100);
        int[] Order(long seed, long stream, int step) =>
            [.. new ImageBatches(images, 100, seed, flip: false, stream).Plan(step).Indices];
        int[][] orders = [Order(1, 0, 0), Order(1, 0, 1), Order(2, 0, 0), Order(1, 1, 0), Order(0, 1, 0)];

        Assert.Equal(orders.Length, orders.Select(static order => string.Join(' ', order)).Distinct().Count());
        Assert.All(orders, static order => Assert.Equal(Enumerable.Range(0, 100), order.Order()));
    }

    [Fact]
    public void About_half_of_the_images_are_mirrored_and_not_always_the_same()
    {
        var batches = new ImageBatches(new MemoryImages(10), 10, seed: 1, flip: true);
        var counts = new int[10];
        for (var step = 0; step < 400; step++)
        {
            var plan = batches.Plan(step);
            for (var i = 0; i < 10; i++)
            {
                counts[plan.Indices[i]] += plan.Flips[i] ? 1 : 0;
            }
        }

        Assert.All(counts, static count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void Without_flipping_no_image_is_mirrored() =>
        Assert.DoesNotContain(true, new ImageBatches(new MemoryImages(64), 64, seed: 1, flip: false).Plan(0).Flips);

    [Fact]
    public void The_images_of_a_batch_are_those_of_its_plan()
    {
        var images = new MemoryImages(20);
        using var batch = new ImageBatches(images, 8, seed: 3, flip: true).Next(4);

        Assert.Equal([8, 3, 2, 2], batch.Images.shape);
        Assert.Contains(true, batch.Plan.Flips);
        Assert.Contains(false, batch.Plan.Flips);
        for (var i = 0; i < 8; i++)
        {
            var image = images.Load(batch.Plan.Indices[i]);
            TensorAssert.Same(batch.Plan.Flips[i] ? image.flip([2]) : image, batch.Images[i]);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(5, 64)]
    public void A_batch_larger_than_the_data_has_every_image_about_equally_often(int images, int batchSize)
    {
        var batches = new ImageBatches(new MemoryImages(images), batchSize, seed: 1, flip: true);

        Assert.Equal(1, batches.StepsPerEpoch);
        foreach (var step in new long[] { 0, 1, 1_000_000 })
        {
            var counts = Enumerable.Range(0, images).Select(i => batches.Plan(step).Indices.Count(index => index == i));
            Assert.All(counts, count => Assert.InRange(count, batchSize / images, (batchSize / images) + 1));
        }
    }

    [Fact]
    public void Batches_of_repeated_images_depend_on_seed_and_step_alone()
    {
        var (one, other) = (Repeated(seed: 1), Repeated(seed: 1));
        _ = other.Plan(8);

        Assert.Equal(one.Plan(5).Indices, other.Plan(5).Indices);
        Assert.NotEqual(one.Plan(5).Indices, one.Plan(6).Indices);
        Assert.NotEqual(one.Plan(5).Indices, Repeated(seed: 2).Plan(5).Indices);
        Assert.Equal([16, 3, 2, 2], one.Next(5).Images.shape);

        static ImageBatches Repeated(long seed) => new(new MemoryImages(7), 16, seed, flip: false);
    }

    [Fact]
    public void A_set_without_images_is_refused() =>
        Assert.Contains(
            "no training images",
            Assert.Throws<UserException>(() => new ImageBatches(new NoImages(), 1, seed: 1, flip: false)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Images_of_different_sizes_are_reported_by_name()
    {
        var fault = Assert.Throws<UserException>(() => new ImageBatches(new Mixed(), 2, seed: 1, flip: false).Next(0));

        Assert.Contains("'small'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'large'", fault.Message, StringComparison.Ordinal);
    }

    private static readonly int[] ExpectedIndices = [6, 7, 2, 8, 5];
    private static readonly bool[] ExpectedFlips = [true, false, true, true, false];

    private sealed class Mixed : IImageDataset
    {
        public int Count => 2;

        public string NameOf(int index) => index == 0 ? "small" : "large";

        public Tensor Load(int index) => zeros(3, 2 + index, 2);
    }
}
