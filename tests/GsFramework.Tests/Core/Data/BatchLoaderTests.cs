using GsFramework.Core.Data;
using GsFramework.Data;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

[Collection(DataLiveTensors.Name)]
public sealed class BatchLoaderTests
{
    [Fact]
    public void Every_step_is_what_it_is_without_the_loader()
    {
        using var scope = NewDisposeScope();
        using var loader = new BatchLoader(Batches(new MemoryImages(10)), ahead: 3);
        var plain = Batches(new MemoryImages(10));
        for (var step = 0; step < 20; step++)
        {
            AssertSame(plain.Next(step), loader.Next(step));
        }
    }

    [Fact]
    public void Steps_may_be_asked_for_in_any_order()
    {
        using var scope = NewDisposeScope();
        using var loader = new BatchLoader(Batches(new MemoryImages(10)));
        var plain = Batches(new MemoryImages(10));
        foreach (var step in new long[] { 7, 8, 0, 1, 1, 5_000_000_000, 3 })
        {
            AssertSame(plain.Next(step), loader.Next(step));
        }
    }

    [Fact]
    public void No_more_is_read_ahead_than_it_is_told()
    {
        var images = new Watched();
        using (var loader = new BatchLoader(Batches(images), ahead: 2))
        {
            loader.Next(0).Dispose();
            SpinWait.SpinUntil(() => images.Reads >= 9, TimeSpan.FromMinutes(2));
            Thread.Sleep(30);

            // One is handed over and two are ready.
            Assert.Equal(9, images.Reads);
            Assert.NotEqual(Environment.CurrentManagedThreadId, images.Reader);
        }
    }

    [Fact]
    public void A_fault_comes_when_its_step_is_asked_for_and_the_step_can_be_asked_for_again()
    {
        using var scope = NewDisposeScope();
        var images = new Watched { FailsAt = 7 };
        using var loader = new BatchLoader(Batches(images), ahead: 8);

        loader.Next(0).Dispose();
        loader.Next(1).Dispose();
        Assert.Contains("broken", Assert.Throws<UserException>(() => loader.Next(2)).Message, StringComparison.Ordinal);
        AssertSame(Batches(new MemoryImages(10)).Next(2), loader.Next(2));
    }

    [Fact]
    public void Disposing_stops_the_reading_and_frees_what_was_read()
    {
        var images = new Watched();
        var loader = new BatchLoader(Batches(images), ahead: 4);
        loader.Next(0).Dispose();
        loader.Dispose();
        var reads = images.Reads;
        Thread.Sleep(20);

        Assert.Equal(reads, images.Reads);
        Assert.Throws<ObjectDisposedException>(() => loader.Next(1));
        new BatchLoader(Batches(images)).Dispose();
    }

    [Fact]
    public void Batches_belong_to_the_callers_scope()
    {
        using var loader = new BatchLoader(Batches(new MemoryImages(10)));
        Tensor images;
        using (NewDisposeScope())
        {
            images = loader.Next(0).Images;
            Assert.False(images.IsInvalid);
        }

        Assert.True(images.IsInvalid);
        var free = loader.Next(1);
        Assert.False(free.Images.IsInvalid);
        free.Dispose();
    }

    [Fact]
    public void Many_steps_leave_no_tensor_behind()
    {
        using var loader = new BatchLoader(Batches(new MemoryImages(10)));
        void Steps(int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                using var scope = NewDisposeScope();
                loader.Next(step);
            }
        }

        Steps(0, 5);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Steps(5, 50);

        // What the other thread made and this one disposes of counts down here.
        Assert.Equal(before - 45, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static ImageBatches Batches(IImageDataset images) => new(images, 3, seed: 5, flip: true);

    private static void AssertSame(ImageBatch expected, ImageBatch actual)
    {
        Assert.Equal(expected.Plan.Indices, actual.Plan.Indices);
        Assert.Equal(expected.Plan.Flips, actual.Plan.Flips);
        TensorAssert.Same(expected.Images, actual.Images);
    }

    private sealed class Watched : IImageDataset
    {
        private readonly MemoryImages _images = new(10);
        private int _reads;

        public int FailsAt { get; init; } = -1;

        public int Reads => Volatile.Read(ref _reads);

        public int Reader { get; private set; }

        public int Count => _images.Count;

        public string NameOf(int index) => _images.NameOf(index);

        public Tensor Load(int index)
        {
            Reader = Environment.CurrentManagedThreadId;
            return Interlocked.Increment(ref _reads) - 1 == FailsAt
                ? throw new UserException("'7.png' is broken")
                : _images.Load(index);
        }
    }
}
