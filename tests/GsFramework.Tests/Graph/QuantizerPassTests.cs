using FsCheck.Xunit;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Graph;

/// <summary>The passes of quantisers against the operations of libtorch for which they stand, bit for bit.</summary>
public class QuantizerPassTests
{
    private static readonly float[] _odd =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon,
        float.MaxValue, float.MinValue, 0.5f, -0.5f, 4f, -4f, 4.0000005f, 1f / 128,
    ];

    [Property(MaxTest = 60)]
    public void Values_and_gradients_within_bounds_are_those_of_clamp_and_round(
        int seed,
        ushort size,
        byte below,
        byte above,
        bool isOdd
    )
    {
        using var scope = NewDisposeScope();
        var (low, high) = (-below / 32.0, (above + 1) / 32.0);
        var x = Values(seed, 1 + (size % 3000), isOdd).requires_grad_(true);

        AssertRounds(x, low, high, (high - low) / 255);
    }

    [Fact]
    public void So_they_are_of_a_tensor_that_several_threads_share()
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(3);
            using var scope = NewDisposeScope();
            AssertRounds(Values(1, 300_007, isOdd: true).requires_grad_(true), 0, 4, 4.0 / 256);
            AssertKernel(Values(2, 13 * 31 * 23 * 23, isOdd: false).reshape(13, 31, 23, 23), 0, perChannel: true);
            var x = Values(3, 300_007, isOdd: false);
            Assert.Equal(new Extremes(x.min().item<float>(), x.max().item<float>()), Extremes.Of(x));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("turned")]
    [InlineData("double")]
    [InlineData("half")]
    [InlineData("cut")]
    public void So_they_are_of_tensors_that_no_pass_fits(string kind)
    {
        using var scope = NewDisposeScope();
        var values = Values(4, 7 * 5 * 3 * 3, isOdd: false).reshape(7, 5, 3, 3);
        var x = kind switch
        {
            "empty" => values[TensorIndex.Slice(0, 0)],
            "turned" => values.transpose(1, 3),
            "double" => values.to(float64),
            "half" => values.to(bfloat16),
            _ => values[TensorIndex.Ellipsis, TensorIndex.Slice(1)],
        };

        Assert.False(FloatPass.Fits(x));
        AssertRounds(x.detach().requires_grad_(true), -1, 1, 2.0 / 255);
    }

    [Property(MaxTest = 60)]
    public void A_kernel_is_rounded_to_the_grid_of_its_largest_values(
        int seed,
        byte outputs,
        byte inputs,
        byte side,
        bool perChannel,
        bool isTransposed,
        bool isOdd
    )
    {
        using var scope = NewDisposeScope();
        long[] shape = [1 + (outputs % 9), 1 + (inputs % 9), 1 + (side % 5), 1 + (side % 5)];
        var kernel = Values(seed, shape.Aggregate(static (a, b) => a * b), isOdd).reshape(shape);

        AssertKernel(kernel, isTransposed ? 1 : 0, perChannel);
    }

    [Fact]
    public void A_channel_of_zeros_stays_zero()
    {
        using var scope = NewDisposeScope();
        var kernel = Values(5, 3 * 4 * 9, isOdd: false).reshape(3, 4, 3, 3);
        kernel[1].zero_();

        AssertKernel(kernel, 0, perChannel: true);
    }

    [Property(MaxTest = 60)]
    public void Extremes_are_the_least_and_the_largest(int seed, ushort size, bool isOdd)
    {
        using var scope = NewDisposeScope();
        var x = Values(seed, 1 + (size % 600), isOdd);
        var (least, largest) = aminmax(x);

        var found = Extremes.Of(x);

        Assert.Equal((least.item<float>(), largest.item<float>()), (found.Least, found.Largest));
    }

    [Fact]
    public void A_second_gradient_passes_too()
    {
        using var scope = NewDisposeScope();
        var x = Values(6, 100, isOdd: false).requires_grad_(true);
        var y = StraightThrough.RoundWithin(x, -1, 1, 2.0 / 255);

        var first = autograd.grad([y.square().sum()], [x], retain_graph: true, create_graph: true)[0];
        first.square().sum().backward();

        // dy/dx is the mask m: d/dx Σ (2·y·m)² = 8·y·m.
        var mask = x.detach().abs().le(1).to(float32);
        Assert.True((x.grad! - (8 * y.detach() * mask)).abs().max().item<float>() < 1e-5);
    }

    private static void AssertRounds(Tensor x, double low, double high, double scale)
    {
        using var upstream = linspace(-1, 1, x.numel()).reshape(x.shape).to(x.dtype);
        var clamped = x.clamp(low, high);
        var expected = clamped.detach().div(scale).round_().mul_(scale);
        clamped.backward([upstream]);
        using var slope = x.grad!.clone();
        x.grad!.zero_();

        var y = StraightThrough.RoundWithin(x, low, high, scale);
        y.backward([upstream]);

        Same(expected, y.detach());
        Assert.True(slope.eq(x.grad).all().item<bool>());
        using var noGrad = no_grad();
        Same(expected, StraightThrough.RoundWithin(x, low, high, scale));
    }

    private static void AssertKernel(Tensor kernel, int outputAxis, bool perChannel)
    {
        var quantizer = new WeightQuantizer(8, perChannel);
        var expected = quantizer.Quantized(kernel, quantizer.Scale(kernel, outputAxis), outputAxis);
        var copy = kernel.clone();

        KernelPass.Round(copy, perChannel ? outputAxis : null, quantizer.IntegerMax);

        Same(expected, copy);
    }

    // To the bit, but for which NaN it is.
    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var pairs = Values(expected).Zip(Values(actual));
        Assert.All(pairs, static pair => Assert.True(
            float.IsNaN(pair.First)
                ? float.IsNaN(pair.Second)
                : BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second)
        ));

        static float[] Values(Tensor x) =>
            x.numel() == 0 ? [] : x.to(float32).contiguous().data<float>().ToArray();
    }

    private static Tensor Values(int seed, long count, bool isOdd)
    {
        using var random = new Generator((ulong)seed);
        var values = (rand([count], generator: random) - 0.4).mul_(8);
        if (isOdd)
        {
            for (var i = 0; i < _odd.Length; i++)
            {
                values[(i * 37) % count] = _odd[(i + (seed & 7)) % _odd.Length];
            }
        }

        return values.detach();
    }
}
