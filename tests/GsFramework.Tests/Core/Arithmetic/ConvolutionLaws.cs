using FsCheck.Xunit;
using GsFramework.Core.Arithmetic;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Arithmetic;

/// <summary>
/// Convolutions of any shape against float64, output and both gradients, in memory that holds NaN. All are sums of
/// products, and a sum of n of them in fp32, in whatever order, is off by at most n·u / (1 - n·u) times the sum of
/// their sizes, u = 2^-24. No right kernel can fail, and one that loses a single product among hundreds does.
/// </summary>
[Collection(nameof(NewMemory))]
public class ConvolutionLaws
{
    private const double Roundoff = 1.0 / (1 << 24);

    private static readonly int[] _kernels = [1, 3, 4, 7];
    private static readonly int[] _batches = [1, 4, 16];
    private static readonly int[] _groups = [2, 3, 5];

    [Property(MaxTest = 40)]
    public void A_convolution_is_off_by_rounding_alone(byte input, byte output, byte shape, byte place, int seed) =>
        Check(Case(input, output, shape, place), seed);

    [Property(MaxTest = 40)]
    public void A_transposed_convolution_is_off_by_rounding_alone(
        byte input,
        byte output,
        byte shape,
        byte place,
        int seed
    ) => Check(Transposed(Case(input, output, shape, place)), seed);

    [Property(MaxTest = 30)]
    public void A_convolution_of_groups_is_off_by_rounding_alone(
        byte input,
        byte output,
        byte shape,
        byte place,
        bool isTransposed,
        int seed
    )
    {
        var plain = Case(input, output, shape, place);
        var groups = _groups[place % _groups.Length];
        plain = plain with
        {
            Input = groups * ((plain.Input + 3) / 4),
            Output = groups * ((plain.Output + 3) / 4),
            Groups = groups,
        };
        Check(isTransposed ? Transposed(plain) : plain, seed);
    }

    [Property(MaxTest = 30)]
    public void A_depthwise_convolution_is_off_by_rounding_alone(byte channels, byte shape, byte place, int seed)
    {
        var plain = Case(channels, channels, shape, place);
        Check(plain with { Groups = plain.Input }, seed);
    }

    private static SelfTestCase Case(byte input, byte output, byte shape, byte place)
    {
        var kernel = _kernels[shape % _kernels.Length];
        var dilation = kernel == 3 ? 1 + ((shape >> 3) % 2) : 1;
        return new SelfTestCase(1 + (input % 60), 1 + (output % 60), kernel)
        {
            Stride = 1 + ((shape >> 2) % 2),
            Dilation = dilation,
            Padding = place % ((kernel / 2) + 1),
            Batch = _batches[(shape >> 4) % _batches.Length],

            // The kernel fits, with up to 3 pixels to spare.
            Side = (dilation * (kernel - 1)) + 1 + ((place >> 4) % 4),
        };
    }

    // It makes the image larger, so that a small one will do.
    private static SelfTestCase Transposed(SelfTestCase plain) =>
        plain with
        {
            IsTransposed = true,
            Side = 2 + (plain.Side % 3),
        };

    private static void Check(SelfTestCase test, int seed)
    {
        using var fill = NewMemory.OfNaN();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed, CPU);
        Tensor Numbers(long[] shape) => (rand(shape, generator: random) * 2) - 1;
        var (x, weight) = (Numbers(test.InputShape), Numbers(test.WeightShape));
        var gradient = Numbers(test.Apply(x, weight).shape);

        var single = Results(test, x, weight, gradient);
        var exact = Results(test, x.to(float64), weight.to(float64), gradient.to(float64));
        var sizes = Results(test, x.to(float64).abs(), weight.to(float64).abs(), gradient.to(float64).abs());
        var pixels = gradient.numel() / test.Output;
        var area = (long)test.Kernel * test.Kernel;
        CheckSums("the output", test, single[0], exact[0], sizes[0], test.Input / test.Groups * area);
        CheckSums("the input's gradient", test, single[1], exact[1], sizes[1], test.Output / test.Groups * area);

        // A kernel sees the pixels of the image that it slides over.
        CheckSums(
            "the kernel's gradient",
            test,
            single[2],
            exact[2],
            sizes[2],
            test.IsTransposed ? x.numel() / test.Input : pixels
        );
    }

    private static Tensor[] Results(SelfTestCase test, Tensor x, Tensor weight, Tensor gradient)
    {
        (x, weight) = (x.detach().requires_grad_(true), weight.detach().requires_grad_(true));
        var output = test.Apply(x, weight);
        return [output.detach(), .. autograd.grad([output], [x, weight], [gradient])];
    }

    private static void CheckSums(
        string what,
        SelfTestCase test,
        Tensor single,
        Tensor exact,
        Tensor sizes,
        long products
    )
    {
        var error = (single.to(float64) - exact).abs();
        var bound = products * Roundoff / (1 - (products * Roundoff));
        var isRight = error.le(sizes * bound).all().item<bool>();
        Assert.True(
            isRight,
            $"{what} of a {test}, {test.Groups} groups, is off by {(error.max() / exact.abs().max()).item<double>()}"
        );
    }
}
