using static TorchSharp.torch;

namespace GsFramework.Core.Arithmetic;

/// <summary>One convolution or transposed convolution of the self-test.</summary>
/// <param name="Input">Channels that it reads.</param>
/// <param name="Output">Channels that it writes.</param>
/// <param name="Kernel">Side of the kernel.</param>
internal sealed record SelfTestCase(int Input, int Output, int Kernel)
{
    public bool IsTransposed { get; init; }

    public int Stride { get; init; } = 1;

    public int Padding { get; init; }

    public int Dilation { get; init; } = 1;

    public int Groups { get; init; } = 1;

    /// <summary>Side of the image.</summary>
    public int Side { get; init; } = 8;

    public int Batch { get; init; } = 1;

    /// <summary>
    /// Shapes of the generators and discriminators of this repository, dense and pruned, and what imported networks
    /// have: channels that are and are not multiples of 8 and 16, since kernels compute in blocks of these and the rest
    /// is where they go wrong.
    /// </summary>
    public static IReadOnlyList<SelfTestCase> All { get; } =
    [
        new(3, 32, 7) { Side = 14 },
        new(64, 3, 7) { Side = 10 },
        new(32, 3, 7) { Side = 10, Batch = 4 },
        new(32, 64, 3) { Stride = 2, Padding = 1 },
        new(22, 40, 3)
        {
            Stride = 2,
            Padding = 1,
            Batch = 8,
        },
        new(64, 35, 3),
        new(7, 64, 3) { Batch = 8 },
        new(17, 29, 1),
        new(64, 32, 3)
        {
            IsTransposed = true,
            Stride = 2,
            Padding = 1,
        },
        new(47, 23, 3)
        {
            IsTransposed = true,
            Stride = 2,
            Padding = 1,
            Batch = 4,
        },
        new(20, 12, 4)
        {
            IsTransposed = true,
            Stride = 2,
            Padding = 1,
        },
        new(3, 64, 4)
        {
            Stride = 2,
            Padding = 1,
            Batch = 8,
        },
        new(256, 1, 4) { Padding = 1, Side = 6 },
        new(24, 24, 3) { Groups = 24, Padding = 1 },
        new(12, 20, 3) { Groups = 4, Padding = 1 },
        new(10, 14, 3)
        {
            Dilation = 2,
            Padding = 2,
            Batch = 16,
        },
    ];

    /// <summary>Applies it.</summary>
    /// <param name="x">N, Input, Side, Side.</param>
    /// <param name="weight">In the layout of <see cref="WeightShape"/>.</param>
    public Tensor Apply(Tensor x, Tensor weight) =>
        IsTransposed
            ? nn.functional.conv_transpose2d(
                x,
                weight,
                strides: [Stride, Stride],
                padding: [Padding, Padding],
                output_padding: [Stride - 1, Stride - 1],
                dilation: [Dilation, Dilation],
                groups: Groups
            )
            : nn.functional.conv2d(
                x,
                weight,
                strides: [Stride, Stride],
                padding: [Padding, Padding],
                dilation: [Dilation, Dilation],
                groups: Groups
            );

    public long[] InputShape => [Batch, Input, Side, Side];

    public long[] WeightShape =>
        IsTransposed ? [Input, Output / Groups, Kernel, Kernel] : [Output, Input / Groups, Kernel, Kernel];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(IsTransposed ? "transposed convolution" : "convolution")} {Input} -> {Output}, kernel {Kernel}, batch "
        + $"{Batch}";
}
