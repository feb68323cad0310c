using GsFramework.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Objective;

public sealed class ReplayPoolTests
{
    [Fact]
    public void Without_a_pool_the_generators_images_pass()
    {
        using var scope = NewDisposeScope();
        using var pool = new ReplayPool(0);

        Assert.Equal([5, 6], Exchange(pool, 0, 5, 6));
        Assert.Empty(pool.Images);
    }

    [Fact]
    public void Until_it_is_full_images_pass_and_stay_too()
    {
        using var scope = NewDisposeScope();
        using var pool = new ReplayPool(3);

        Assert.Equal([1, 2], Exchange(pool, 0, 1, 2));
        Assert.Equal(3, Exchange(pool, 1, 3)[0]);
        Assert.Equal([1, 2, 3], pool.Images.Select(static image => image.item<float>()));
    }

    [Fact]
    public void Then_about_half_of_them_are_exchanged_for_older_ones()
    {
        using var scope = NewDisposeScope();
        using var pool = new ReplayPool(10);
        var older = 0;
        for (var step = 0; step < 410; step++)
        {
            using var each = NewDisposeScope();
            var before = pool.Images.Select(static image => image.item<float>()).ToArray();
            var shown = Exchange(pool, step, step)[0];
            var after = pool.Images.Select(static image => image.item<float>()).ToArray();
            if (shown != step)
            {
                older++;
                Assert.Contains(shown, before);
                Assert.Single(after, value => value == step);
                Assert.DoesNotContain(shown, after);
            }
            else if (step >= 10)
            {
                Assert.Equal(before, after);
            }
        }

        Assert.Equal(10, pool.Images.Count);
        Assert.InRange(older, 150, 250);
    }

    [Fact]
    public void A_loaded_pool_draws_the_same_and_owns_its_images()
    {
        using var scope = NewDisposeScope();
        using var first = new ReplayPool(4);
        for (var step = 0; step < 6; step++)
        {
            Exchange(first, step, step);
        }

        using var second = new ReplayPool(4);
        Exchange(second, 0, 99);
        second.Load(first.Images);
        for (var step = 6; step < 30; step++)
        {
            Assert.Equal(Exchange(first, step, step), Exchange(second, step, step));
        }
    }

    [Fact]
    public void Randomness_is_a_function_of_seed_stream_and_step()
    {
        Assert.Equal(Draw(1, "pool", 2), Draw(1, "pool", 2));
        var others = new[] { Draw(2, "pool", 2), Draw(1, "noise", 2), Draw(1, "pool", 3), Draw(1, "pool", 2) };
        Assert.Equal(4, others.Distinct().Count());

        static double Draw(int seed, string stream, int step) => StepRandom.Of(seed, stream, step).NextDouble();
    }

    private static float[] Exchange(ReplayPool pool, int step, params float[] images) =>
        pool.Exchange(tensor(images).reshape(-1, 1, 1, 1), StepRandom.Of(1, "test", step)).data<float>().ToArray();
}
