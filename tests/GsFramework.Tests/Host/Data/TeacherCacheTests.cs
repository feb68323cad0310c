using GsFramework.Host.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Data;

public sealed class TeacherCacheTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Outputs_stand_beside_the_images_of_a_batch_mirrored_like_them()
    {
        var images = new MemoryImages(10);
        using var cache = TeacherCache.Compute(images, static x => x * 3, batchSize: 4);
        using var batch = new ImageBatches(images, 8, seed: 1, flip: true).Next(0);
        using var outputs = cache.Take(batch.Plan);

        Assert.Equal(10, cache.Count);
        TensorAssert.Same(batch.Images * 3, outputs);
    }

    [Fact]
    public void The_teacher_sees_every_image_once_in_order_and_without_gradients()
    {
        var seen = new List<float>();
        var weight = ones(1).requires_grad_();
        using var cache = TeacherCache.Compute(new MemoryImages(7), x =>
        {
            Assert.False(is_grad_enabled());
            seen.AddRange(x[.., 0, 0, 1].data<float>().ToArray());
            return x * weight;
        }, batchSize: 3);

        Assert.Equal([0, 0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f], seen);
        Assert.False(cache.Take(new BatchPlan([1], [false])).requires_grad);
    }

    [Fact]
    public void Outputs_above_the_budget_are_kept_in_half_precision_within_a_sixteenth_of_a_grey_level()
    {
        var images = new MemoryImages(100);
        var plan = new BatchPlan([.. Enumerable.Range(0, 100)], new bool[100]);
        using var exact = TeacherCache.Compute(images, tanh, batchSize: 10);
        using var half = TeacherCache.Compute(images, tanh, batchSize: 10, singlePrecisionBudget: 100);
        var taken = half.Take(plan);

        Assert.Equal(ScalarType.Float32, exact.StoredType);
        Assert.Equal(ScalarType.Float16, half.StoredType);
        Assert.Equal(ScalarType.Float32, taken.dtype);
        Assert.True(taken.sub(exact.Take(plan)).abs().max().item<float>() <= 2f / 255 / 16);
    }

    [Fact]
    public void A_teacher_of_another_output_size_is_cached_as_it_is()
    {
        using var cache = TeacherCache.Compute(new MemoryImages(3), static x => x.mean([2, 3], keepdim: true), batchSize: 2);

        Assert.Equal([2, 3, 1, 1], cache.Take(new BatchPlan([0, 2], [true, false])).shape);
    }
}
