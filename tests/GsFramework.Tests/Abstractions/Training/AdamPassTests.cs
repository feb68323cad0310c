using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GsFramework.Tests.Abstractions.Training;

public class AdamPassTests
{
    private static readonly long[][] _shapes = [[1], [3], [7, 5, 3, 3], [64], [40, 33, 3, 3], [128, 32, 4, 4]];

    [Theory]
    [InlineData(1e-3, 1)]
    [InlineData(0, 1)]
    [InlineData(1e-3, 3)]
    public void Thirty_steps_are_those_of_the_optimiser_of_TorchSharp(double weightDecay, int threads)
    {
        var before = get_num_threads();
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Parameters(), Parameters());
        var settings = new OptimizerSettings(OptimizerKind.Adam, 0.1, 0.5, 0.999, weightDecay);
        using var optimizer = new NamedOptimizer("g", ours.Select(static (p, i) => ($"{i}", p)), settings);
        using var expected = optim.Adam(theirs, 0.1, 0.5, 0.999, weight_decay: weightDecay);
        using var random = new Generator(7);
        try
        {
            for (var step = 0; step < 30; step++)
            {
                set_num_threads(threads);
                var factor = 1 - (step / 40.0);
                foreach (var group in expected.ParamGroups)
                {
                    group.LearningRate = 0.1 * factor;
                }

                for (var i = 0; i < ours.Length; i++)
                {
                    // One of them is not in the order of the parameter, and one has none in some steps.
                    var shape = i == 2 ? [.. _shapes[i].Reverse()] : _shapes[i];
                    var values = randn(shape, generator: random).mul_(Math.Pow(10, (step % 7) - 3));
                    values = i == 2 ? values.permute(3, 2, 1, 0) : values;
                    (ours[i].grad, theirs[i].grad) =
                        i == 3 && step % 5 == 0 ? (null!, null!) : (values.detach(), values.detach().clone());
                }

                optimizer.Step(factor);
                expected.step();
            }
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.All(ours.Zip(theirs), static pair => Same(pair.Second, pair.First));
        var state = optimizer.State().ToDictionary();
        foreach (var (i, entry) in expected.state_dict().State.Cast<Adam.State>().Index())
        {
            Assert.Equal(entry.step, state[$"optimizer.g.{i}.step"].item<long>());
            Same(entry.exp_avg, state[$"optimizer.g.{i}.exp_avg"]);
            Same(entry.exp_avg_sq, state[$"optimizer.g.{i}.exp_avg_sq"]);
        }
    }

    // To the bit where libtorch fuses the same products, which depends on the processor.
    private static void Same(Tensor expected, Tensor actual) =>
        Assert.All(
            expected.data<float>().ToArray().Zip(actual.data<float>().ToArray()),
            static pair => Assert.Equal(pair.First, pair.Second, 1e-5f * Math.Max(1e-3f, Math.Abs(pair.First)))
        );

    private static Parameter[] Parameters()
    {
        using var random = new Generator(3);
        return [.. _shapes.Select(shape => new Parameter(randn(shape, generator: random).detach()))];
    }
}
