using GsFramework.Tests.Host.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests;

/// <summary>
/// Numbers that TorchSharp turns into Scalars, while another thread collects garbage without pause. With TorchSharp as
/// it comes (dotnet/TorchSharp#1434) some dozens of these calls fail or compute with garbage, as soon as the JIT
/// compiler has optimised them.
/// </summary>
[Collection(nameof(WholeRuns))]
public sealed class ScalarLifetimeTests
{
    private const int Rounds = 6000;

    private static readonly (
        string Name,
        Func<Tensor, double, Tensor> Operator,
        Func<double, double> Expected
    )[] _operators =
    [
        ("x + a", static (x, a) => x + a, static a => 3 + a),
        ("x - a", static (x, a) => x - a, static a => 3 - a),
        ("a - x", static (x, a) => a - x, static a => a - 3),
        ("x * a", static (x, a) => x * a, static a => 3 * a),
        ("x / a", static (x, a) => x / a, static a => 3 / a),
        ("x > a", static (x, a) => x > a, static _ => 1),
        ("pow", static (x, a) => x.pow(a), static a => Math.Pow(3, a)),
        ("clamp", static (x, a) => x.clamp(-a, a), static a => a),
        ("fill_", static (x, a) => x.fill_(a), static a => a),
        ("mul_", static (x, a) => x.mul_(a), static a => 3 * a),
        ("full", static (_, a) => full(4, a), static a => a),
        ("where", static (x, a) => where(x > a, x, zeros_like(x)), static _ => 3),
        ("add with alpha", static (x, a) => x.add(x, a), static a => 3 + (3 * a)),
        ("addcmul", static (x, a) => x.addcmul(x, x, a), static a => 3 + (9 * a)),
        ("threshold", static (x, a) => nn.functional.threshold(x, 5, a), static a => a),
        ("leaky_relu", static (x, a) => nn.functional.leaky_relu(-x, a), static a => -3 * a),
    ];

    [Fact]
    public void A_collection_on_another_thread_does_not_free_a_number_that_libtorch_reads()
    {
        var wrong = WhileCollecting(static round =>
        {
            using var scope = NewDisposeScope();
            var a = 0.25 + (0.5 * (round % 2));
            return _operators
                .Select(each =>
                    (each.Name, Value: Value(() => each.Operator(full(4, 3.0), a)), Expected: each.Expected(a))
                )
                .Where(static each => !(Math.Abs(each.Value - each.Expected) < 1e-5))
                .Select(static each => each.Name)
                .ToArray();
        });

        Assert.Empty(wrong);
    }

    [Fact]
    public void Nor_one_that_an_optimiser_passes()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(4));
        optim.Optimizer[] optimizers =
        [
            optim.Adam([parameter], 1e-3, weight_decay: 0.1),
            optim.SGD([parameter], 1e-3, momentum: 0.9),
        ];

        var wrong = WhileCollecting(_ =>
        {
            using var step = NewDisposeScope();
            foreach (var optimizer in optimizers)
            {
                optimizer.zero_grad();
                (parameter.square() * 0.5).sum().backward();
                optimizer.step();
            }

            return Math.Abs(Value(() => parameter)) < 2 ? [] : ["an optimiser"];
        });

        Assert.Empty(wrong);
    }

    private static List<string> WhileCollecting(Func<int, string[]> round)
    {
        var (wrong, done) = (new List<string>(), false);
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (var i = 0; i < Rounds; i++)
            {
                wrong.AddRange(round(i));
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            collector.Join();
        }

        return wrong;
    }

    // NaN, which is right nowhere, where libtorch finds no number.
    private static double Value(Func<Tensor> compute)
    {
        try
        {
            return compute().to(float64)[0].item<double>();
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return double.NaN;
        }
    }
}
