using FsCheck.Xunit;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Quantization;

public class QuantizerLaws
{
    [Property(MaxTest = 40)]
    public void An_activation_has_at_most_two_to_the_bits_levels_and_zero_is_one(
        byte bitsByte,
        int seed,
        byte below,
        byte above
    )
    {
        using var q = new Affine(Bits(bitsByte), Low(below), High(above));
        using var scope = NewDisposeScope();
        var x = Values(seed, 4000, 3 * (High(above) - Low(below)));

        var levels = q.Apply(x).unique().output;

        Assert.InRange(levels.numel(), 1, 1 << Bits(bitsByte));
        Assert.Equal(0, q.Apply(zeros(1, 1, 1, 1)).item<float>());
    }

    [Property(MaxTest = 40)]
    public void Quantising_an_activation_twice_changes_nothing_more(byte bitsByte, int seed, byte below, byte above)
    {
        using var q = new Affine(Bits(bitsByte), Low(below), High(above));
        using var scope = NewDisposeScope();
        var once = q.Apply(Values(seed, 500, High(above) - Low(below)));

        Assert.True(once.eq(q.Apply(once)).all().item<bool>());
    }

    [Property(MaxTest = 40)]
    public void Inside_the_range_an_activation_moves_by_half_a_step_at_most_and_its_gradient_passes(
        byte bitsByte,
        int seed,
        byte below,
        byte above
    )
    {
        using var q = new Affine(Bits(bitsByte), Low(below), High(above));
        using var scope = NewDisposeScope();
        var (scale, lo, hi) = q.Grid;
        var x = Values(seed, 500, 2 * (hi - lo)).requires_grad_(true);
        var inside = x.detach().ge(lo).logical_and(x.detach().le(hi));

        var y = q.Apply(x);
        y.sum().backward();

        Assert.True((y - x).abs().masked_select(inside).max().item<float>() <= (0.5001 * scale) + 1e-6);
        Assert.True(x.grad!.eq(inside.to(float32)).all().item<bool>());
    }

    [Property(MaxTest = 40)]
    public void A_kernel_has_signed_levels_and_moves_by_half_a_step_at_most(byte bitsByte, int seed, bool perChannel)
    {
        using var scope = NewDisposeScope();
        var quantizer = new WeightQuantizer(Bits(bitsByte), perChannel);
        var kernel = Values(seed, 4 * 3 * 9, 2).reshape(4, 3, 3, 3);

        var scale = quantizer.Scale(kernel, outputAxis: 0);
        var integers = quantizer.Integers(kernel, scale, outputAxis: 0);
        var value = integers * scale.reshape(-1, 1, 1, 1);

        Assert.Equal(perChannel ? 4 : 1, scale.numel());
        Assert.Equal(value, quantizer.Quantized(kernel, scale, outputAxis: 0));
        Assert.Equal(quantizer.IntegerMax, integers.abs().max().item<float>());
        Assert.True(integers.eq(integers.round()).all().item<bool>());
        Assert.True(((value - kernel).abs() <= (0.5001 * scale.reshape(-1, 1, 1, 1))).all().item<bool>());
        Assert.True(
            (quantizer.Integers(value, quantizer.Scale(value, 0), 0) - integers).abs().max().item<float>() == 0
        );
    }

    [Property(MaxTest = 40)]
    public void The_reference_quantiser_has_one_level_more_and_cuts_what_is_negative(byte bitsByte, int seed)
    {
        using var scope = NewDisposeScope();
        var bits = Bits(bitsByte);
        var graph = new GraphBuilder(1).Add("q", new ClampQuantizer(bits, 4)).Build();
        using var module = new GraphModule(graph, new Dictionary<string, Tensor>());
        var x = Values(seed, 4000, 16).requires_grad_(true);

        var y = module.forward(x);
        y.sum().backward();

        Assert.InRange(y.detach().unique().output.numel(), 2, (1 << bits) + 1);
        Assert.Equal(0, y.min().item<float>());
        Assert.Equal(4, y.max().item<float>());
        Assert.True(y.eq(module.forward(y.detach())).all().item<bool>());
        Assert.True(x.grad!.eq(x.detach().ge(0).logical_and(x.detach().le(4)).to(float32)).all().item<bool>());
    }

    // What pruning folds into a shift.
    [Theory]
    [InlineData(8, false)]
    [InlineData(3, false)]
    [InlineData(8, true)]
    [InlineData(4, true)]
    public void A_constant_channel_becomes_the_constant_that_the_quantiser_computes(int bits, bool affine)
    {
        Layer quantizer = affine ? new AffineQuantizer(bits) : new ClampQuantizer(bits, 4);
        using var scope = NewDisposeScope();
        double[] values = [-9, -2.1, -0.7, -0.01, 0, 0.01, 0.3, 1.25, 3.3, 9, double.NaN];
        var tensors = new Dictionary<string, Tensor> { ["q.range"] = tensor(new[] { -2.1f, 3.3f }) };
        using var module = new GraphModule(new GraphBuilder(values.Length).Add("q", quantizer).Build(), tensors);

        var constants = quantizer.Constants(
            [values],
            values.Length,
            new LayerState(tensors, "q", InferenceMode.Instance)
        );

        var computed = module.forward(tensor(values, dtype: float32).reshape(1, -1, 1, 1)).data<float>().ToArray();
        Assert.Equal(computed.Select(static value => (double)value), constants, static (expected, actual) =>
            double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-6
        );
    }

    private static int Bits(byte value) => 2 + (value % 7);

    private static float Low(byte value) => -value / 32f;

    private static float High(byte value) => (value + 1) / 32f;

    private static Tensor Values(int seed, int count, double spread)
    {
        using var random = new Generator((ulong)seed);
        return ((rand([1, 1, 1, count], generator: random) - 0.5) * spread).detach();
    }

    private sealed class Affine(int bits, float low, float high) : IDisposable
    {
        private readonly GraphModule _module = new(
            new GraphBuilder(1).Add("q", new AffineQuantizer(bits)).Build(),
            new Dictionary<string, Tensor> { ["q.range"] = tensor(new[] { low, high }) }
        );

        /// <summary>The step, and the lowest and highest value on the grid.</summary>
        public (double Scale, double Low, double High) Grid
        {
            get
            {
                var quantizer = new AffineQuantizer(bits);
                var (scale, zero) = quantizer.Grid(_module.Tensors["q.range"])!.Value;
                return (scale, -zero * scale, (quantizer.IntegerMax - zero) * scale);
            }
        }

        public Tensor Apply(Tensor x) => _module.forward(x);

        public void Dispose() => _module.Dispose();
    }
}
