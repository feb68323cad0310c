using GsFramework.Core.Data;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

public sealed class TeacherCacheTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Outputs_stand_beside_the_images_of_a_batch()
    {
        var images = new MemoryImages(10);
        using var cache = TeacherCache.Compute(images, static x => x * 3, batchSize: 4, mirrored: true);
        using var batch = new ImageBatches(images, 8, seed: 1, flip: true).Next(0);
        using var outputs = cache.Take(batch.Plan);

        Assert.Equal(10, cache.Count);
        TensorAssert.Same(batch.Images * 3, outputs);
    }

    [Fact]
    public void The_output_for_a_mirrored_image_is_the_teachers_own_and_not_the_mirrored_output()
    {
        // As a convolution of stride 2 does: what stands left of the middle of two columns is taken.
        static Tensor Left(Tensor x) => x[.., .., .., TensorIndex.Slice(0, null, 2)].repeat_interleave(2, 3);
        var images = new MemoryImages(10);
        using var cache = TeacherCache.Compute(images, Left, batchSize: 4, mirrored: true);
        using var batch = new ImageBatches(images, 8, seed: 1, flip: true).Next(0);
        using var outputs = cache.Take(batch.Plan);

        Assert.Contains(true, batch.Plan.Flips);
        TensorAssert.Same(Left(batch.Images), outputs);
    }

    [Fact]
    public void A_cache_without_mirrored_outputs_refuses_mirrored_images()
    {
        using var cache = TeacherCache.Compute(new MemoryImages(3), static x => x, batchSize: 2, mirrored: false);

        Assert.Throws<ArgumentException>(() => cache.Take(new BatchPlan([0, 1], [false, true])));
    }

    [Fact]
    public void The_teacher_sees_every_image_once_in_order_and_without_gradients()
    {
        var seen = new List<float>();
        var weight = ones(1).requires_grad_();
        using var cache = TeacherCache.Compute(
            new MemoryImages(7),
            x =>
            {
                Assert.False(is_grad_enabled());
                seen.AddRange(x[.., 0, 0, 1].data<float>().ToArray());
                return x * weight;
            },
            batchSize: 3,
            mirrored: false
        );

        Assert.Equal([0, 0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f], seen);
        Assert.False(cache.Take(new BatchPlan([1], [false])).requires_grad);
    }

    [Fact]
    public void Outputs_above_the_budget_are_kept_in_half_precision_within_a_sixteenth_of_a_grey_level()
    {
        var images = new MemoryImages(100);
        var plan = new BatchPlan([.. Enumerable.Range(0, 100)], new bool[100]);
        using var exact = TeacherCache.Compute(images, tanh, batchSize: 10, mirrored: false);
        using var half = TeacherCache.Compute(images, tanh, batchSize: 10, mirrored: false, singlePrecisionBudget: 100);
        var taken = half.Take(plan);

        Assert.Equal(ScalarType.Float32, exact.StoredType);
        Assert.Equal(ScalarType.Float16, half.StoredType);
        Assert.Equal(ScalarType.Float32, taken.dtype);
        Assert.True(taken.sub(exact.Take(plan)).abs().max().item<float>() <= 2f / 255 / 16);
    }

    [Fact]
    public void A_teacher_of_another_output_size_is_cached_as_it_is()
    {
        using var cache = TeacherCache.Compute(
            new MemoryImages(3),
            static x => x.mean([2, 3], keepdim: true),
            batchSize: 2,
            mirrored: true
        );

        Assert.Equal([2, 3, 1, 1], cache.Take(new BatchPlan([0, 2], [true, false])).shape);
    }
}
